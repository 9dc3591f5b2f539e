package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions.Animated;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.SixteenBit;
import dev.emulsion.image.codec.Decoded.Reason;
import java.util.EnumSet;
import java.util.Set;

/**
 * The header of a file, parsed before decoding.
 *
 * <p>Reading never goes past the end and allocates nothing in proportion to a claimed size. The
 * format is determined by the first bytes, not by the file's name.
 *
 * @param channels stored per pixel: 1 gray or palette, 2 gray and alpha, 3 color, 4 color and alpha
 *     or CMYK
 * @param orientation the EXIF orientation, 1 to 8; 1 if there is none
 * @param notes what decoding may omit, apart from the orientation
 */
record ImageHeader(
    FileFormat format, Size size, int channels, int orientation, Set<DecodeNote> notes) {

  /** The header of a file with nothing to note. */
  ImageHeader(FileFormat format, Size size, int channels, int orientation) {
    this(format, size, channels, orientation, Set.of());
  }

  /** The format according to the first bytes. */
  static FileFormat format(byte[] encoded) throws DecodeException {
    return FileSignature.format(new ByteReader(encoded, "file"));
  }

  /** Requires a length above 0 and within the limits. */
  static void requireLength(byte[] encoded, DecodeLimits limits) throws DecodeException {
    if (encoded.length == 0) {
      throw new DecodeException(Reason.EMPTY, "the file is empty or missing");
    }
    limits.requireLength(encoded.length);
  }

  /** The header of a file of any supported format; rejects sizes beyond the limits. */
  static ImageHeader read(byte[] encoded, DecodeLimits limits) throws DecodeException {
    return switch (format(encoded)) {
      case JPEG -> JpegHeader.read(encoded, limits).header();
      case PNG -> PngHeader.read(encoded, limits).header();
      case WEBP -> WebpHeader.read(encoded, limits).header();
      case BMP -> BmpHeader.read(encoded, limits).header();
      case GIF -> GifHeader.read(encoded, limits).header();
      case PNM -> PnmHeader.read(encoded, limits).header();
      case TIFF -> TiffHeader.read(encoded, limits).header();
    };
  }

  /** Rejects an animation or more than 8 bits per value, unless {@code options} allow them. */
  void requireAllowed(DecodeOptions options) throws DecodeException {
    if (notes.contains(DecodeNote.FRAMES) && options.animated() == Animated.REJECT) {
      throw DecodeException.unsupported(
          "animated " + format,
          "the file is an animated "
              + format
              + "; set decode.animated to first to read its first frame");
    }
    if (notes.contains(DecodeNote.SIXTEEN_BIT) && options.sixteenBit() == SixteenBit.REJECT) {
      throw DecodeException.unsupported(
          format + " of 16 bits",
          format
              + " has more than 8 bits per value, which decode.sixteen-bit rejects; set it to scale"
              + " or clip to read the file");
    }
  }

  /** What decoding with {@code options} omits. */
  Set<DecodeNote> omitted(DecodeOptions options) {
    if (orientation == Exif.UPRIGHT || options.exifOrientation() == Orientation.APPLY) {
      return notes;
    }
    Set<DecodeNote> all = EnumSet.of(DecodeNote.ORIENTATION);
    all.addAll(notes);
    return all;
  }
}
