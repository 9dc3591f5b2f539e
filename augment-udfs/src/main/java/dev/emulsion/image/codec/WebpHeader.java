package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import dev.emulsion.image.codec.ImageCodec.Format;

/** Reads the header of a WebP file: a RIFF container with VP8 or VP8L data, or VP8X and parts. */
final class WebpHeader {

  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int ALPHA = 0x10;
  private static final int ANIMATION = 0x02;

  private WebpHeader() {}

  static ImageHeader read(byte[] encoded, DecodeLimits limits) throws DecodeException {
    ByteReader bytes = new ByteReader(encoded, "WebP");
    ImageHeader header = header(bytes);
    limits.requireSize(Format.WEBP, header.size());
    long length = CHUNK_HEADER + bytes.u32LittleEndian(4);
    if (length > encoded.length) {
      throw DecodeException.truncated(
          "WebP ends after " + encoded.length + " bytes; its header announces " + length);
    }
    return header;
  }

  private static ImageHeader header(ByteReader bytes) throws DecodeException {
    int data = FIRST_CHUNK + CHUNK_HEADER;
    if (bytes.has(FIRST_CHUNK, "VP8 ")) {
      return lossy(bytes, data);
    }
    if (bytes.has(FIRST_CHUNK, "VP8L")) {
      return lossless(bytes, data);
    }
    if (bytes.has(FIRST_CHUNK, "VP8X")) {
      return extended(bytes, data);
    }
    throw DecodeException.corrupt(
        "WebP begins with a chunk " + bytes.name(FIRST_CHUNK) + ", not VP8, VP8L or VP8X");
  }

  private static ImageHeader lossy(ByteReader bytes, int data) throws DecodeException {
    boolean keyFrame = (bytes.u8(data) & 1) == 0;
    bytes.requireBytes(data, 10);
    if (!keyFrame || !bytes.has(data + 3, "\u009D\u0001*")) {
      throw DecodeException.corrupt("WebP has no VP8 key frame");
    }
    int width = bytes.u16LittleEndian(data + 6) & 0x3FFF;
    int height = bytes.u16LittleEndian(data + 8) & 0x3FFF;
    return header(height, width, 3, Exif.UPRIGHT);
  }

  private static ImageHeader lossless(ByteReader bytes, int data) throws DecodeException {
    if (bytes.u8(data) != 0x2F) {
      throw DecodeException.corrupt("WebP has no VP8L signature");
    }
    int fields = (int) bytes.u32LittleEndian(data + 1);
    int width = (fields & 0x3FFF) + 1;
    int height = (fields >>> 14 & 0x3FFF) + 1;
    return header(height, width, (fields >>> 28 & 1) == 1 ? 4 : 3, Exif.UPRIGHT);
  }

  private static ImageHeader extended(ByteReader bytes, int data) throws DecodeException {
    int flags = bytes.u8(data);
    int width = bytes.u24LittleEndian(data + 4) + 1;
    int height = bytes.u24LittleEndian(data + 7) + 1;
    if ((flags & ANIMATION) != 0) {
      throw DecodeException.unsupported(
          "the file is an animated WebP; only still images are supported");
    }
    return header(height, width, (flags & ALPHA) != 0 ? 4 : 3, orientation(bytes));
  }

  private static int orientation(ByteReader bytes) throws DecodeException {
    long at = FIRST_CHUNK;
    while (at + CHUNK_HEADER <= bytes.length()) {
      int chunk = (int) at;
      long size = bytes.u32LittleEndian(chunk + 4);
      long end = at + CHUNK_HEADER + size;
      if (bytes.has(chunk, "EXIF") && end <= bytes.length()) {
        // Some writers repeat JPEG's prefix inside the chunk.
        int prefix = bytes.has(chunk + CHUNK_HEADER, "Exif\0\0") ? 6 : 0;
        return Exif.orientation(bytes.data(), chunk + CHUNK_HEADER + prefix, (int) end);
      }
      at = end + (size & 1);
    }
    return Exif.UPRIGHT;
  }

  private static ImageHeader header(int height, int width, int channels, int orientation)
      throws DecodeException {
    if (height == 0 || width == 0) {
      throw DecodeException.corrupt("WebP claims " + height + "×" + width + " pixels");
    }
    return new ImageHeader(Format.WEBP, new Size(height, width), channels, orientation);
  }
}
