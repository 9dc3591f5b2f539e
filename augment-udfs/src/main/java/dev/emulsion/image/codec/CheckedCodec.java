package dev.emulsion.image.codec;

import dev.emulsion.Require;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.JpegScans.Layout;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * The part that all codecs share: everything that decides whether a file is accepted.
 *
 * <p>A decoder gets only files whose header, size and structure were checked here, in this order:
 * not empty, not too long, a known format, a valid header, a size within the limits, a complete
 * file. Codecs therefore agree on which files they reject and why.
 */
abstract class CheckedCodec implements ImageCodec {

  private static final byte[] END_OF_JPEG = {(byte) 0xFF, (byte) JpegSegments.EOI};

  private final DecodeOptions options;

  CheckedCodec(DecodeOptions options) {
    this.options = options;
  }

  /**
   * Decodes the wanted part of a JPEG to three channels, the same pixels as {@link JpegDecoder}.
   */
  abstract Image decodeJpeg(byte[] encoded, JpegHeader header, Layout layout, Box wanted)
      throws DecodeException;

  /** Decodes a still WebP to three channels. */
  abstract Image decodeWebp(byte[] encoded, ImageHeader header) throws DecodeException;

  /** Encodes 1 or 3 channels. */
  abstract byte[] write(Image image, Encoding encoding);

  @Override
  public final Decoded decode(byte[] encoded, Function<Size, Box> wanted) {
    try {
      return read(encoded, wanted);
    } catch (DecodeException e) {
      return e.rejected();
    }
  }

  @Override
  public final byte[] encode(Image image, Encoding encoding) {
    Require.that(
        image.channels() == 1 || image.channels() == 3,
        () -> "only 1 or 3 channels are encoded, was " + image.channels());
    return write(image, encoding);
  }

  private DecodedImage read(byte[] encoded, Function<Size, Box> wanted) throws DecodeException {
    DecodeLimits limits = options.limits();
    ImageHeader.requireLength(encoded, limits);
    return switch (ImageHeader.format(encoded)) {
      case JPEG -> {
        JpegHeader header = JpegHeader.read(encoded, limits);
        Size size = header.header().size();
        Box part = isTurned(header.header()) ? Box.whole(size) : wanted.apply(size);
        yield decoded(
            header.header(),
            part,
            () -> DecodingMemory.whenFree(size, () -> decodeJpeg(encoded, header, part)));
      }
      case PNG -> {
        PngHeader header = PngHeader.read(encoded, limits);
        yield decoded(header.header(), () -> PngReader.read(encoded, header, options));
      }
      case WEBP -> {
        WebpHeader header = WebpHeader.read(encoded, limits);
        yield decoded(header.header(), () -> readWebp(encoded, header));
      }
      case BMP -> {
        BmpHeader header = BmpHeader.read(encoded, limits);
        yield decoded(header.header(), () -> BmpReader.read(encoded, header, options.truncated()));
      }
      case GIF -> {
        GifHeader header = GifHeader.read(encoded, limits);
        yield decoded(header.header(), () -> GifReader.read(encoded, header, options.truncated()));
      }
      case PNM -> {
        PnmHeader header = PnmHeader.read(encoded, limits);
        yield decoded(header.header(), () -> PnmReader.read(encoded, header, options));
      }
      case TIFF -> {
        TiffHeader header = TiffHeader.read(encoded, limits);
        yield decoded(header.header(), () -> TiffReader.read(encoded, header, options));
      }
    };
  }

  private boolean isTurned(ImageHeader header) {
    return options.exifOrientation() == Orientation.APPLY && header.orientation() != Exif.UPRIGHT;
  }

  private Image decodeJpeg(byte[] encoded, JpegHeader header, Box wanted) throws DecodeException {
    Layout layout;
    try {
      layout = JpegScans.requireWhole(encoded, header, options.limits());
    } catch (DecodeException e) {
      e.throwUnlessAllowed(options.truncated());
      return decodeTruncatedJpeg(encoded, header, wanted);
    }
    return decodeJpeg(encoded, header, layout, wanted);
  }

  private Image decodeTruncatedJpeg(byte[] encoded, JpegHeader header, Box wanted)
      throws DecodeException {
    byte[] ended = Arrays.copyOf(encoded, encoded.length + END_OF_JPEG.length);
    System.arraycopy(END_OF_JPEG, 0, ended, encoded.length, END_OF_JPEG.length);
    Optional<Layout> layout = JpegScans.layoutOfCut(ended, header, options.limits());
    if (layout.isPresent()) {
      return decodeJpeg(ended, header, layout.get(), wanted);
    }
    // The file ends between two scans, inside a table; Pillow then returns a black image.
    byte[] black = new byte[Math.toIntExact(wanted.area() * 3)];
    return Image.of(wanted.height(), wanted.width(), 3, black);
  }

  private Image readWebp(byte[] encoded, WebpHeader header) throws DecodeException {
    Size size = header.header().size();
    if (header.firstFrame().isEmpty()) {
      return DecodingMemory.whenFree(size, () -> decodeWebp(encoded, header.header()));
    }
    WebpFrame first = header.firstFrame().get();
    byte[] still = first.still(encoded);
    ImageHeader frame = WebpHeader.read(still, options.limits()).header();
    return DecodingMemory.whenFree(size, () -> first.on(size, decodeWebp(still, frame)));
  }

  /** Decodes a file whose header is valid, if the options allow what it announces. */
  private DecodedImage decoded(ImageHeader header, DecodingMemory.Decoding decoding)
      throws DecodeException {
    return decoded(header, Box.whole(header.size()), decoding);
  }

  private DecodedImage decoded(ImageHeader header, Box part, DecodingMemory.Decoding decoding)
      throws DecodeException {
    header.requireAllowed(options);
    Image stored = decoding.decode();
    if (!stored.size().equals(part.size())) {
      throw DecodeException.corrupt(
          header.format()
              + " decodes to "
              + stored.size()
              + ", its header announced "
              + header.size());
    }
    if (isTurned(header)) {
      return new DecodedImage(Exif.upright(stored, header.orientation()), header.omitted(options));
    }
    return new DecodedImage(stored, header.size(), part, header.omitted(options));
  }
}
