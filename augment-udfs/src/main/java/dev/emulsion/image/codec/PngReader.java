package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions.SixteenBit;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.PngHeader.Interlace;

/**
 * Decodes PNG as Pillow does for {@code convert("RGB")}: alpha and transparency are dropped,
 * palettes expanded, 1, 2 and 4 bits stretched to 0..255. {@link SampleDepth} reduces 16 bits.
 *
 * <p>This is a separate reader because decoders disagree on 16 bits, on palette indices past the
 * end and on what they accept, and libpng writes to standard error. zlib does most of the work,
 * inflating.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">PNG specification, §7 to §9</a>
 */
final class PngReader {

  private static final int[] FIRST_ROW = {0, 0, 4, 0, 2, 0, 1};
  private static final int[] FIRST_COLUMN = {0, 4, 0, 2, 0, 1, 0};
  private static final int[] ROW_STEP = {8, 8, 8, 4, 4, 2, 2};
  private static final int[] COLUMN_STEP = {8, 8, 4, 4, 2, 2, 1};

  private final PngHeader header;
  private final SixteenBit sixteenBit;
  private final int height;
  private final int width;
  private final int pixelBits;

  private PngReader(PngHeader header, SixteenBit sixteenBit) {
    this.header = header;
    this.sixteenBit = sixteenBit;
    this.height = header.header().size().height();
    this.width = header.header().size().width();
    this.pixelBits = header.colors().samples() * header.depth();
  }

  static Image read(byte[] encoded, PngHeader header, DecodeOptions options)
      throws DecodeException {
    return new PngReader(header, options.sixteenBit()).read(encoded, options.truncated());
  }

  private Image read(byte[] encoded, Truncated truncated) throws DecodeException {
    try {
      PngData.requireWhole(encoded, header, rawBytes());
    } catch (DecodeException e) {
      e.throwUnlessAllowed(truncated);
    }
    byte[] samples = new byte[height * width * 3];
    try (PngData data = new PngData(encoded, header)) {
      readRows(data, samples);
      data.requireEnd();
    } catch (DecodeException e) {
      e.throwUnlessAllowed(truncated); // what is missing stays black
    }
    return Image.of(height, width, 3, samples);
  }

  private void readRows(PngData data, byte[] samples) throws DecodeException {
    if (header.interlace() == Interlace.NONE) {
      readPass(data, samples, 0, 0, 1, 1);
    } else {
      for (int i = 0; i < ROW_STEP.length; i++) {
        readPass(data, samples, FIRST_ROW[i], FIRST_COLUMN[i], ROW_STEP[i], COLUMN_STEP[i]);
      }
    }
  }

  /** The number of bytes of the rows before compression, without their filter bytes. */
  private long rawBytes() {
    return (long) height * width * pixelBits / Byte.SIZE;
  }

  private void readPass(
      PngData data, byte[] samples, int firstRow, int firstColumn, int rowStep, int columnStep)
      throws DecodeException {
    int columns = (width - firstColumn + columnStep - 1) / columnStep;
    if (columns <= 0) {
      return;
    }
    int rowBytes = (int) (((long) columns * pixelBits + 7) / 8);
    int pixelBytes = Math.max(1, pixelBits / 8);
    byte[] previous = new byte[rowBytes];
    byte[] row = new byte[rowBytes];
    for (int y = firstRow; y < height; y += rowStep) {
      int filter = data.readRow(row);
      PngFilter.undo(filter, row, previous, pixelBytes);
      writePixels(row, columns, samples, (y * width + firstColumn) * 3, columnStep * 3);
      byte[] swap = previous;
      previous = row;
      row = swap;
    }
  }

  /** Writes a row's pixels as RGB, {@code step} bytes apart. */
  private void writePixels(byte[] row, int columns, byte[] samples, int first, int step)
      throws DecodeException {
    int at = first;
    int sampleBytes = Math.max(1, header.depth() / 8);
    int pixelBytes = header.colors().samples() * sampleBytes;
    switch (header.colors()) {
      case RGB, RGB_ALPHA -> {
        if (pixelBytes == 3 && step == 3) {
          System.arraycopy(row, 0, samples, first, row.length);
          return;
        }
        for (int x = 0; x < columns; x++, at += step) {
          int pixel = x * pixelBytes;
          samples[at] = color(row, pixel);
          samples[at + 1] = color(row, pixel + sampleBytes);
          samples[at + 2] = color(row, pixel + 2 * sampleBytes);
        }
      }
      case GRAY_ALPHA -> {
        for (int x = 0; x < columns; x++, at += step) {
          gray(samples, at, color(row, x * pixelBytes));
        }
      }
      case GRAY -> {
        for (int x = 0; x < columns; x++, at += step) {
          gray(samples, at, graySample(row, x));
        }
      }
      case PALETTE -> {
        for (int x = 0; x < columns; x++, at += step) {
          entry(samples, at, packed(row, x));
        }
      }
    }
  }

  private static void gray(byte[] samples, int at, byte value) {
    samples[at] = value;
    samples[at + 1] = value;
    samples[at + 2] = value;
  }

  /** A value of 8 or 16 bits, of a color or of gray with alpha. */
  private byte color(byte[] row, int at) {
    return header.depth() == 8 ? row[at] : SampleDepth.color16(u16(row, at), sixteenBit);
  }

  private static int u16(byte[] row, int at) {
    return (row[at] & 0xFF) << 8 | row[at + 1] & 0xFF;
  }

  private byte graySample(byte[] row, int x) {
    return switch (header.depth()) {
      case 8 -> row[x];
      case 16 -> SampleDepth.gray16(u16(row, 2 * x), sixteenBit);
      default -> (byte) (packed(row, x) * 255 / ((1 << header.depth()) - 1));
    };
  }

  /** A sample of at most 8 bits; the first of a byte is in its high bits. */
  private int packed(byte[] row, int x) {
    int depth = header.depth();
    int bit = x * depth;
    int shift = Byte.SIZE - depth - (bit & 7);
    return (row[bit >> 3] & 0xFF) >> shift & (1 << depth) - 1;
  }

  private void entry(byte[] samples, int at, int index) throws DecodeException {
    byte[] palette = header.palette();
    if (3 * index >= palette.length) {
      throw DecodeException.corrupt(
          "PNG has a pixel of color " + index + " in a palette of " + palette.length / 3);
    }
    System.arraycopy(palette, 3 * index, samples, at, 3);
  }
}
