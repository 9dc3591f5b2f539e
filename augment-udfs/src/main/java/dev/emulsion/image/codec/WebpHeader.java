package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The header of a WebP file: a RIFF container with VP8 or VP8L data, or VP8X and parts.
 *
 * @param firstFrame of an animation
 */
record WebpHeader(ImageHeader header, Optional<WebpFrame> firstFrame) {

  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int PROFILE = 0x20;
  private static final int ALPHA = 0x10;
  private static final int ANIMATION = 0x02;

  static WebpHeader read(byte[] encoded, DecodeLimits limits) throws DecodeException {
    ByteReader bytes = new ByteReader(encoded, "WebP");
    WebpHeader header = read(bytes);
    limits.requireSize(FileFormat.WEBP, header.header().size());
    long length = CHUNK_HEADER + bytes.u32LittleEndian(4);
    if (length > encoded.length) {
      throw DecodeException.truncated(
          "WebP ends after " + encoded.length + " bytes; its header announces " + length);
    }
    return header;
  }

  private static WebpHeader read(ByteReader bytes) throws DecodeException {
    int data = FIRST_CHUNK + CHUNK_HEADER;
    if (bytes.has(FIRST_CHUNK, "VP8 ")) {
      return new WebpHeader(lossy(bytes, data), Optional.empty());
    }
    if (bytes.has(FIRST_CHUNK, "VP8L")) {
      return new WebpHeader(lossless(bytes, data), Optional.empty());
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
    return header(height, width, Exif.UPRIGHT, EnumSet.noneOf(DecodeNote.class));
  }

  private static ImageHeader lossless(ByteReader bytes, int data) throws DecodeException {
    if (bytes.u8(data) != 0x2F) {
      throw DecodeException.corrupt("WebP has no VP8L signature");
    }
    int fields = (int) bytes.u32LittleEndian(data + 1);
    int width = (fields & 0x3FFF) + 1;
    int height = (fields >>> 14 & 0x3FFF) + 1;
    Set<DecodeNote> notes = EnumSet.noneOf(DecodeNote.class);
    if ((fields >>> 28 & 1) == 1) {
      notes.add(DecodeNote.ALPHA);
    }
    return header(height, width, Exif.UPRIGHT, notes);
  }

  private static WebpHeader extended(ByteReader bytes, int data) throws DecodeException {
    int flags = bytes.u8(data);
    int width = bytes.u24LittleEndian(data + 4) + 1;
    int height = bytes.u24LittleEndian(data + 7) + 1;
    Chunks chunks = new Chunks(bytes);
    chunks.read();
    Set<DecodeNote> notes = EnumSet.noneOf(DecodeNote.class);
    if ((flags & ALPHA) != 0) {
      notes.add(DecodeNote.ALPHA);
    }
    if ((flags & PROFILE) != 0 && chunks.isOtherSpace) {
      notes.add(DecodeNote.COLOR_SPACE);
    }
    boolean animated = (flags & ANIMATION) != 0;
    if (animated && chunks.firstFrame.isEmpty()) {
      throw DecodeException.corrupt("WebP is an animation without a frame");
    }
    if (animated && chunks.frames > 1) {
      notes.add(DecodeNote.FRAMES);
    }
    return new WebpHeader(
        header(height, width, chunks.orientation, notes),
        animated ? chunks.firstFrame : Optional.empty());
  }

  /** What the chunks say that follow VP8X. Damaged ones end the list, as in libwebp. */
  private static final class Chunks {

    private final ByteReader bytes;
    private int orientation = Exif.UPRIGHT;
    private boolean isOtherSpace;
    private long frames;
    private Optional<WebpFrame> firstFrame = Optional.empty();

    Chunks(ByteReader bytes) {
      this.bytes = bytes;
    }

    void read() throws DecodeException {
      long at = FIRST_CHUNK;
      while (at + CHUNK_HEADER <= bytes.length()) {
        int data = (int) at + CHUNK_HEADER;
        long size = bytes.u32LittleEndian((int) at + 4);
        if (data + size > bytes.length()) {
          return;
        }
        read((int) at, data, (int) (data + size));
        at = data + size + (size & 1);
      }
    }

    private void read(int chunk, int data, int end) throws DecodeException {
      if (bytes.has(chunk, "EXIF")) {
        // Some writers repeat JPEG's prefix inside the chunk.
        int prefix = bytes.has(data, "Exif\0\0") ? 6 : 0;
        orientation = Exif.orientation(bytes.data(), data + prefix, end);
      } else if (bytes.has(chunk, "ICCP")) {
        isOtherSpace = !ColorProfile.isSrgb(bytes.data(), data, end);
      } else if (bytes.has(chunk, "ANMF")) {
        frames++;
        if (firstFrame.isEmpty()) {
          firstFrame = Optional.of(WebpFrame.read(bytes, data, end));
        }
      }
    }
  }

  private static ImageHeader header(int height, int width, int orientation, Set<DecodeNote> notes)
      throws DecodeException {
    if (height == 0 || width == 0) {
      throw DecodeException.corrupt("WebP claims " + height + "×" + width + " pixels");
    }
    int channels = notes.contains(DecodeNote.ALPHA) ? 4 : 3;
    return new ImageHeader(FileFormat.WEBP, new Size(height, width), channels, orientation, notes);
  }
}
