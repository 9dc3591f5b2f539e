package dev.emulsion.image.codec;

/**
 * Steps through the segments of a JPEG file, from marker to marker.
 *
 * <p>After {@link #next}, {@link #marker} is at {@link #position} and its data, if any, at {@link
 * #data}. A segment that extends past the file is {@code TRUNCATED}; bytes between segments, for
 * which decoders only warn, are {@code CORRUPT}.
 */
final class JpegSegments {

  static final int SOF_BASELINE = 0xC0;
  static final int SOF_PROGRESSIVE = 0xC2;
  static final int DHT = 0xC4;
  static final int RST0 = 0xD0;
  static final int RST7 = 0xD7;
  static final int SOI = 0xD8;
  static final int EOI = 0xD9;
  static final int SOS = 0xDA;
  static final int DQT = 0xDB;
  static final int DRI = 0xDD;
  static final int APP0 = 0xE0;
  static final int APP1 = 0xE1;
  static final int APP2 = 0xE2;
  static final int APP14 = 0xEE;
  static final int APP15 = 0xEF;
  static final int COM = 0xFE;

  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int SOF_LAST = 0xCF;
  private static final int TEM = 0x01;

  private final ByteReader bytes;
  private int position;
  private int marker = SOI;
  private int length;
  private int end = 2;

  JpegSegments(byte[] encoded) {
    this(encoded, 2);
  }

  /** Starts so that {@link #next} reads the marker at {@code from}. */
  JpegSegments(byte[] encoded, int from) {
    this.bytes = new ByteReader(encoded, "JPEG");
    this.end = from;
  }

  /** Whether a marker is a frame header, supported or not. */
  static boolean isFrame(int marker) {
    return marker >= SOF_BASELINE
        && marker <= SOF_LAST
        && marker != DHT
        && marker != JPG
        && marker != DAC;
  }

  /** Moves to the next marker. */
  void next() throws DecodeException {
    position = end;
    if (bytes.u8(position) != 0xFF) {
      throw DecodeException.corrupt(
          "JPEG has stray bytes before the marker after byte " + position);
    }
    int at = position + 1;
    while (bytes.u8(at) == 0xFF) {
      at++;
    }
    position = at - 1;
    marker = bytes.u8(at);
    if (marker == 0 || marker == SOI || marker == TEM || marker >= RST0 && marker <= RST7) {
      throw DecodeException.corrupt(
          String.format("JPEG has an unexpected marker FF%02X at byte %d", marker, position));
    }
    if (marker == EOI) {
      length = 0;
      end = position + 2;
      return;
    }
    int claimed = bytes.u16(position + 2);
    if (claimed < 2) {
      throw DecodeException.corrupt(
          "JPEG has a segment of length " + claimed + " at byte " + position);
    }
    bytes.requireBytes(position + 2, claimed);
    length = claimed - 2;
    end = position + 2 + claimed;
  }

  /** Skips coded data: {@link #next} will read the marker at {@code at}. */
  void continueAt(int at) {
    end = at;
  }

  ByteReader bytes() {
    return bytes;
  }

  int marker() {
    return marker;
  }

  /** The position of the marker. */
  int position() {
    return position;
  }

  /** The position of the segment's data. */
  int data() {
    return position + 4;
  }

  int dataLength() {
    return length;
  }

  /** The position after the segment. */
  int end() {
    return end;
  }
}
