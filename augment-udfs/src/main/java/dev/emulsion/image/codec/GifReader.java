package dev.emulsion.image.codec;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.GifHeader.Order;
import java.util.Arrays;

/** Decodes the first frame of a GIF as Pillow does: transparency is dropped. */
final class GifReader {

  /** The most values that a byte of LZW data can mean: a code of 12 bits is a long string. */
  private static final long MAX_RATIO = 2731;

  private static final int[] FIRST_ROW = {0, 4, 2, 1};
  private static final int[] ROW_STEP = {8, 8, 4, 2};

  private final ByteReader bytes;
  private final GifHeader header;

  private GifReader(byte[] encoded, GifHeader header) {
    this.bytes = new ByteReader(encoded, "GIF");
    this.header = header;
  }

  static Image read(byte[] encoded, GifHeader header, Truncated truncated) throws DecodeException {
    return new GifReader(encoded, header).read(truncated);
  }

  private Image read(Truncated truncated) throws DecodeException {
    int valueBits = bytes.u8(header.data());
    if (valueBits < 1 || valueBits > 8) {
      throw DecodeException.corrupt("GIF has values of " + valueBits + " bits");
    }
    byte[] coded = joinBlocks(truncated);
    int pixels = (int) header.frame().area();
    if (coded.length * MAX_RATIO < pixels) {
      early().throwUnlessAllowed(truncated);
    }
    byte[] values = new byte[pixels];
    int count = new Lzw(Lzw.Variant.GIF, valueBits).decode(coded, 0, coded.length, values);
    if (count < pixels) {
      early().throwUnlessAllowed(truncated);
    }
    return image(values, count);
  }

  /** The frame's data without the lengths of their blocks. */
  private byte[] joinBlocks(Truncated truncated) throws DecodeException {
    byte[] joined = new byte[bytes.length() - header.data()];
    int length = 0;
    int at = header.data() + 1;
    try {
      for (int block = bytes.u8(at); block > 0; block = bytes.u8(at)) {
        int available = Math.min(block, bytes.length() - at - 1);
        System.arraycopy(bytes.data(), at + 1, joined, length, available);
        length += available;
        at += 1 + block;
      }
    } catch (DecodeException e) {
      e.throwUnlessAllowed(truncated);
    }
    return Arrays.copyOf(joined, length);
  }

  private Image image(byte[] values, int count) {
    int height = header.header().size().height();
    int width = header.header().size().width();
    byte[] samples = new byte[height * width * 3];
    for (int i = 0; i < height * width; i++) {
      put(samples, i, header.background());
    }
    Box frame = header.frame();
    int at = 0;
    for (int pass = 0; pass < passes(); pass++) {
      for (int row = firstRow(pass); row < frame.height(); row += step(pass)) {
        int first = (frame.top() + row) * width + frame.left();
        for (int column = 0; column < frame.width() && at < count; column++) {
          put(samples, first + column, values[at++] & 0xFF);
        }
      }
    }
    return Image.of(height, width, 3, samples);
  }

  private int passes() {
    return header.order() == Order.INTERLACED ? ROW_STEP.length : 1;
  }

  private int firstRow(int pass) {
    return header.order() == Order.INTERLACED ? FIRST_ROW[pass] : 0;
  }

  private int step(int pass) {
    return header.order() == Order.INTERLACED ? ROW_STEP[pass] : 1;
  }

  /** A value is gray without a palette; past the end of a palette it is black, as in Pillow. */
  private void put(byte[] samples, int pixel, int value) {
    byte[] palette = header.palette();
    for (int channel = 0; channel < 3; channel++) {
      int color = 3 * value + channel;
      samples[3 * pixel + channel] =
          palette.length == 0 ? (byte) value : color < palette.length ? palette[color] : 0;
    }
  }

  private static DecodeException early() {
    return DecodeException.truncated("GIF data end before the image does");
  }
}
