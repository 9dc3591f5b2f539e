package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import dev.emulsion.image.codec.Decoded.Reason;
import dev.emulsion.image.codec.ImageCodec.Format;

/**
 * The header of a file, parsed before decoding.
 *
 * <p>Reading never goes past the end and allocates nothing in proportion to a claimed size. The
 * format is determined by the first bytes, not by the file's name.
 *
 * @param channels stored per pixel: 1 gray or palette, 2 gray and alpha, 3 color, 4 color and alpha
 *     or CMYK
 * @param orientation the EXIF orientation, 1 to 8; 1 if there is none
 */
record ImageHeader(Format format, Size size, int channels, int orientation) {

  private static final String PNG_MAGIC = "\u0089PNG\r\n\u001a\n";

  /** The format according to the first bytes. */
  static Format format(byte[] encoded) throws DecodeException {
    ByteReader bytes = new ByteReader(encoded, "file");
    if (bytes.has(0, "\u00FF\u00D8")) {
      return Format.JPEG;
    }
    if (bytes.has(0, PNG_MAGIC)) {
      return Format.PNG;
    }
    if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
      return Format.WEBP;
    }
    throw DecodeException.unsupported(
        describeUnknown(bytes) + "; only JPEG, PNG and WebP are read");
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
      case WEBP -> WebpHeader.read(encoded, limits);
    };
  }

  private static String describeUnknown(ByteReader bytes) {
    if (bytes.has(0, "GIF87a") || bytes.has(0, "GIF89a")) {
      return "the file is a GIF";
    }
    if (bytes.has(0, "II*\0") || bytes.has(0, "MM\0*")) {
      return "the file is a TIFF";
    }
    if (bytes.has(0, "BM")) {
      return "the file is a BMP";
    }
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < Math.min(4, bytes.length()); i++) {
      start.append(String.format(" %02x", bytes.data()[i]));
    }
    return "the file is not a known image format (it begins with" + start + ")";
  }
}
