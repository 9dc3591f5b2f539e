package dev.emulsion.image;

import dev.emulsion.Require;
import dev.emulsion.image.DecodeOptions.Orientation;
import dev.emulsion.image.Decoded.Picture;
import dev.emulsion.image.Decoded.Reason;
import dev.emulsion.image.JpegScans.Layout;
import java.util.Arrays;
import java.util.Optional;

/**
 * What all codecs do alike: everything that decides whether a file is read.
 *
 * <p>A decoder sees only files whose header, size and structure were checked here. In order: not
 * empty, not too long, a known format, a sound header, a size within the limits, a whole file. So
 * codecs agree on what they refuse and why.
 */
abstract class CheckedCodec implements ImageCodec {

  private static final byte[] END_OF_JPEG = {(byte) 0xFF, (byte) JpegSegments.EOI};

  private final DecodeOptions options;

  CheckedCodec(DecodeOptions options) {
    this.options = options;
  }

  /** Decodes a JPEG to three bands. */
  abstract Image decodeJpeg(byte[] encoded, JpegHeader header, Layout layout) throws Refusal;

  /** Decodes a still WebP to three bands. */
  abstract Image decodeWebp(byte[] encoded, ImageHeader header) throws Refusal;

  /** Encodes 1 or 3 bands. */
  abstract byte[] write(Image image, Encoding encoding);

  @Override
  public final Decoded decode(byte[] encoded) {
    try {
      return new Picture(read(encoded));
    } catch (Refusal refusal) {
      return refusal.rejected();
    }
  }

  @Override
  public final byte[] encode(Image image, Encoding encoding) {
    Require.that(
        image.bands() == 1 || image.bands() == 3,
        "only 1 or 3 bands are encoded, was " + image.bands());
    return write(image, encoding);
  }

  private Image read(byte[] encoded) throws Refusal {
    if (encoded.length == 0) {
      throw new Refusal(Reason.EMPTY, "the file is empty");
    }
    options.limits().requireLength(encoded.length);
    return switch (ImageHeader.format(encoded)) {
      case JPEG -> readJpeg(encoded);
      case PNG -> readPng(encoded);
      case WEBP -> readWebp(encoded);
    };
  }

  private Image readJpeg(byte[] encoded) throws Refusal {
    JpegHeader header = JpegHeader.read(encoded, options.limits());
    Size size = header.header().size();
    Image stored = DecodingMemory.whenFree(size, () -> decodeWholeJpeg(encoded, header));
    return finish(stored, header.header());
  }

  private Image decodeWholeJpeg(byte[] encoded, JpegHeader header) throws Refusal {
    Layout layout;
    try {
      layout = JpegScans.requireWhole(encoded, header);
    } catch (Refusal refusal) {
      refusal.unlessTolerated(options.truncated());
      return decodeCutJpeg(encoded, header);
    }
    return decodeJpeg(encoded, header, layout);
  }

  private Image decodeCutJpeg(byte[] encoded, JpegHeader header) throws Refusal {
    byte[] ended = Arrays.copyOf(encoded, encoded.length + END_OF_JPEG.length);
    System.arraycopy(END_OF_JPEG, 0, ended, encoded.length, END_OF_JPEG.length);
    Optional<Layout> layout = JpegScans.ofCut(ended, header);
    if (layout.isPresent()) {
      return decodeJpeg(ended, header, layout.get());
    }
    // It ends between two scans, inside a table. Pillow leaves all of it black.
    Size size = header.header().size();
    return Image.of(size.height(), size.width(), 3, new byte[(int) size.area() * 3]);
  }

  private Image readPng(byte[] encoded) throws Refusal {
    PngHeader header = PngHeader.read(encoded, options.limits());
    return finish(PngReader.read(encoded, header, options.truncated()), header.header());
  }

  private Image readWebp(byte[] encoded) throws Refusal {
    ImageHeader header = WebpHeader.read(encoded, options.limits());
    Image stored = DecodingMemory.whenFree(header.size(), () -> decodeWebp(encoded, header));
    return finish(stored, header);
  }

  private Image finish(Image stored, ImageHeader header) throws Refusal {
    if (!stored.size().equals(header.size())) {
      throw Refusal.corrupt(
          header.format() + " decodes to " + stored.size() + ", announced was " + header.size());
    }
    return options.orientation() == Orientation.APPLY
        ? Exif.upright(stored, header.orientation())
        : stored;
  }
}
