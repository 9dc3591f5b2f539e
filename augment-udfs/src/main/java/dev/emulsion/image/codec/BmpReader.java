package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.BmpHeader.Rows;
import dev.emulsion.image.codec.DecodeOptions.Truncated;

/** Decodes BMP as Pillow does: alpha is dropped, 5 and 6 bits are stretched to 0..255. */
final class BmpReader {

  /** The most pixels that a byte of runs can mean: a delta of four bytes skips rows. */
  private static final long MAX_RATIO = 64L << 14;

  private final ByteReader bytes;
  private final BmpHeader header;
  private final int height;
  private final int width;

  private BmpReader(byte[] encoded, BmpHeader header) {
    this.bytes = new ByteReader(encoded, "BMP");
    this.header = header;
    this.height = header.header().size().height();
    this.width = header.header().size().width();
  }

  static Image read(byte[] encoded, BmpHeader header, Truncated truncated) throws DecodeException {
    return new BmpReader(encoded, header).read(truncated);
  }

  private Image read(Truncated truncated) throws DecodeException {
    try {
      bytes.requireBytes(header.data(), leastBytes());
    } catch (DecodeException e) {
      e.throwUnlessAllowed(truncated);
    }
    byte[] samples = new byte[height * width * 3];
    try {
      if (header.pixel().isRuns()) {
        readRuns(samples);
      } else {
        readRows(samples);
      }
    } catch (DecodeException e) {
      e.throwUnlessAllowed(truncated); // what is missing stays black
    }
    return Image.of(height, width, 3, samples);
  }

  private long leastBytes() {
    return header.pixel().isRuns()
        ? (long) height * width / MAX_RATIO
        : rowBytes() * (height - 1) + ((long) width * header.pixel().bits() + 7) / 8;
  }

  /** The length of a row, which is a multiple of four bytes. */
  private long rowBytes() {
    return ((long) width * header.pixel().bits() + 31) / 32 * 4;
  }

  private void readRows(byte[] samples) throws DecodeException {
    for (int row = 0; row < height; row++) {
      int at = (int) Math.min(Integer.MAX_VALUE, header.data() + row * rowBytes());
      for (int column = 0; column < width; column++) {
        pixel(at, column, samples, pixelAt(row, column));
      }
    }
  }

  /** Where in the image a pixel of a stored row goes. */
  private int pixelAt(int row, int column) {
    int y = header.rows() == Rows.TOP_DOWN ? row : height - 1 - row;
    return y * width + column;
  }

  private void pixel(int row, int column, byte[] samples, int to) throws DecodeException {
    switch (header.pixel()) {
      case INDEX_1 -> color(samples, to, bytes.u8(row + column / 8) >> 7 - column % 8 & 1);
      case INDEX_4 -> color(samples, to, bytes.u8(row + column / 2) >> 4 * (1 - column % 2) & 0xF);
      case INDEX_8 -> color(samples, to, bytes.u8(row + column));
      case BGR_15 -> fields(samples, to, bytes.u16LittleEndian(row + 2 * column), 5);
      case BGR_16 -> fields(samples, to, bytes.u16LittleEndian(row + 2 * column), 6);
      case BGR -> copy(samples, to, row + 3 * column, 2, 1, 0);
      case BGRX -> copy(samples, to, row + 4 * column, 2, 1, 0);
      case XBGR -> copy(samples, to, row + 4 * column, 3, 2, 1);
      case BGXR -> copy(samples, to, row + 4 * column, 3, 1, 0);
      case RGBX -> copy(samples, to, row + 4 * column, 0, 1, 2);
      case INDEX_4_RUNS, INDEX_8_RUNS -> throw new IllegalStateException("runs have no rows");
    }
  }

  private void copy(byte[] samples, int to, int from, int red, int green, int blue)
      throws DecodeException {
    samples[3 * to] = (byte) bytes.u8(from + red);
    samples[3 * to + 1] = (byte) bytes.u8(from + green);
    samples[3 * to + 2] = (byte) bytes.u8(from + blue);
  }

  /** Blue in the low 5 bits, then green, then red in 5 bits. */
  private static void fields(byte[] samples, int to, int value, int greenBits) {
    int maxGreen = (1 << greenBits) - 1;
    samples[3 * to] = (byte) ((value >> 5 + greenBits & 31) * 255 / 31);
    samples[3 * to + 1] = (byte) ((value >> 5 & maxGreen) * 255 / maxGreen);
    samples[3 * to + 2] = (byte) ((value & 31) * 255 / 31);
  }

  /** An index past the end of the palette is black, as in Pillow. */
  private void color(byte[] samples, int to, int index) {
    if (3 * index < header.palette().length) {
      System.arraycopy(header.palette(), 3 * index, samples, 3 * to, 3);
    }
  }

  /** Reads runs, which may skip pixels; these have index 0. */
  private void readRuns(byte[] samples) throws DecodeException {
    int pixels = height * width;
    int bits = header.pixel().bits();
    int at = header.data();
    int done = 0;
    int column = 0;
    while (done < pixels) {
      int count = bytes.u8(at);
      int value = bytes.u8(at + 1);
      at += 2;
      if (count > 0) {
        int kept = Math.min(count, Math.max(0, width - column));
        kept = Math.min(kept, pixels - done);
        for (int i = 0; i < kept; i++) {
          put(samples, done++, bits == 8 ? value : value >> 4 * (1 - i % 2) & 0xF);
        }
        column += kept;
      } else if (value == 0) { // end of row
        while (done % width != 0) {
          put(samples, done++, 0);
        }
        column = 0;
      } else if (value == 1) { // end of image
        break;
      } else if (value == 2) { // delta
        int skipped = Math.min(pixels - done, bytes.u8(at) + bytes.u8(at + 1) * width);
        at += 2;
        for (int i = 0; i < skipped; i++) {
          put(samples, done++, 0);
        }
        column = done % width;
      } else { // as many single pixels
        int kept = Math.min(value, pixels - done);
        for (int i = 0; i < kept; i++) {
          int stored = bytes.u8(at + i * bits / 8);
          put(samples, done++, bits == 8 ? stored : stored >> 4 * (1 - i % 2) & 0xF);
        }
        column += value;
        at += (kept * bits + 7) / 8;
        at += at % 2; // counted from the start of the file, as in Pillow
      }
    }
    if (done < pixels) {
      throw DecodeException.truncated("BMP data end before the image does");
    }
  }

  private void put(byte[] samples, int pixel, int index) {
    color(samples, pixelAt(pixel / width, pixel % width), index);
  }
}
