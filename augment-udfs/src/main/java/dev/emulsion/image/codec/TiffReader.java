package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.TiffHeader.Blocks;
import dev.emulsion.image.codec.TiffHeader.ByteOrder;
import dev.emulsion.image.codec.TiffHeader.Compression;
import dev.emulsion.image.codec.TiffHeader.Planes;
import dev.emulsion.image.codec.TiffHeader.Predictor;
import java.util.Arrays;

/**
 * Decodes the first page of a TIFF as Pillow does: alpha is dropped, 1, 2 and 4 bits are stretched
 * to 0..255, and the page is turned as its orientation says. {@link SampleDepth} reduces 16 bits.
 */
final class TiffReader {

  private final ByteReader bytes;
  private final TiffHeader header;
  private final DecodeOptions options;
  private final int height;
  private final int width;

  private TiffReader(byte[] encoded, TiffHeader header, DecodeOptions options) {
    this.bytes = new ByteReader(encoded, "TIFF");
    this.header = header;
    this.options = options;
    this.height = header.stored().height();
    this.width = header.stored().width();
  }

  static Image read(byte[] encoded, TiffHeader header, DecodeOptions options)
      throws DecodeException {
    return new TiffReader(encoded, header, options).read();
  }

  private Image read() throws DecodeException {
    requireEnough();
    byte[] samples = new byte[height * width * 3];
    try {
      readBlocks(samples);
    } catch (DecodeException e) {
      e.throwUnlessAllowed(options.truncated()); // what is missing stays black
    }
    return Exif.upright(Image.of(height, width, 3, samples), header.orientation());
  }

  /** Requires blocks for all pixels, and enough data for them before they are allocated. */
  private void requireEnough() throws DecodeException {
    Blocks blocks = header.blocks();
    long count = (long) across() * down() * planes();
    boolean compressed = blocks.compression() != Compression.NONE;
    int given =
        Math.min(
            blocks.offsets().length,
            compressed ? blocks.lengths().length : blocks.offsets().length);
    if (given < count) {
      throw DecodeException.corrupt("TIFF has " + given + " strips or tiles, not " + count);
    }
    // an uncompressed block is as long as its pixels need, regardless of its stated length, as in
    // libtiff
    long length = compressed ? Arrays.stream(blocks.lengths()).sum() : bytes.length();
    long raw = (long) height * width * header.samples() * header.bits() / Byte.SIZE;
    if (Math.min(length, bytes.length()) * blocks.compression().maxRatio() < raw) {
      DecodeException early =
          DecodeException.truncated("TIFF has too few data (" + length + " bytes) for its size");
      early.throwUnlessAllowed(options.truncated());
    }
  }

  private int across() {
    return (width - 1) / header.blocks().size().width() + 1;
  }

  private int down() {
    return (height - 1) / header.blocks().size().height() + 1;
  }

  private int planes() {
    return header.blocks().planes() == Planes.APART ? header.samples() : 1;
  }

  /** Number of values that a pixel has in a block. */
  private int values() {
    return header.samples() / planes();
  }

  private void readBlocks(byte[] samples) throws DecodeException {
    Blocks blocks = header.blocks();
    Size size = blocks.size();
    byte[][] rows = new byte[planes()][];
    for (int down = 0; down < down(); down++) {
      for (int across = 0; across < across(); across++) {
        int top = down * size.height();
        int left = across * size.width();
        int columns = Math.min(size.width(), width - left);
        int shown = Math.min(size.height(), height - top);
        int stored = blocks.layout() == Blocks.Layout.TILES ? size.height() : shown;
        for (int plane = 0; plane < planes(); plane++) {
          rows[plane] = block((plane * down() + down) * across() + across, stored);
        }
        for (int row = 0; row < shown; row++) {
          int to = ((top + row) * width + left) * 3;
          writeRow(rows, row, columns, samples, to);
        }
      }
    }
  }

  private int rowBytes() {
    return (int) (((long) header.blocks().size().width() * values() * header.bits() + 7) / 8);
  }

  /** The values of a strip or tile. */
  private byte[] block(int number, int rows) throws DecodeException {
    Blocks blocks = header.blocks();
    byte[] values = new byte[Math.multiplyExact(rowBytes(), rows)];
    int from = bytes.requireBytes((int) Math.min(Integer.MAX_VALUE, blocks.offsets()[number]), 0);
    long length =
        blocks.compression() == Compression.NONE ? values.length : blocks.lengths()[number];
    bytes.requireBytes(from, length);
    TiffData.expand(blocks.compression(), bytes.data(), from, from + (int) length, values);
    if (blocks.predictor() == Predictor.HORIZONTAL) {
      addUp(values, rows);
    }
    return values;
  }

  /** Undoes the predictor: each value becomes the sum of all to its left. */
  private void addUp(byte[] block, int rows) {
    int values = values();
    int perRow = rowBytes() / (header.bits() / Byte.SIZE);
    for (int row = 0; row < rows; row++) {
      for (int i = values; i < perRow; i++) {
        int at = row * perRow + i;
        if (header.bits() == Byte.SIZE) {
          block[at] += block[at - values];
        } else {
          int sum = u16(block, 2 * at) + u16(block, 2 * (at - values));
          boolean little = header.order() == ByteOrder.LITTLE;
          block[2 * at] = (byte) (little ? sum : sum >> 8);
          block[2 * at + 1] = (byte) (little ? sum >> 8 : sum);
        }
      }
    }
  }

  private int u16(byte[] block, int at) {
    int first = block[at] & 0xFF;
    int second = block[at + 1] & 0xFF;
    return header.order() == ByteOrder.LITTLE ? second << 8 | first : first << 8 | second;
  }

  private void writeRow(byte[][] planes, int row, int columns, byte[] samples, int to) {
    int at = to;
    for (int column = 0; column < columns; column++, at += 3) {
      switch (header.colors()) {
        case WHITE_IS_ZERO -> gray(samples, at, 255 - stretched(value(planes, row, column, 0)));
        case BLACK_IS_ZERO -> gray(samples, at, blackIsZero(value(planes, row, column, 0)));
        case PALETTE ->
            System.arraycopy(header.palette(), 3 * value(planes, row, column, 0), samples, at, 3);
        case RGB -> {
          for (int channel = 0; channel < 3; channel++) {
            samples[at + channel] = color(value(planes, row, column, channel));
          }
        }
        case RGB_PREMULTIPLIED -> {
          int alpha = value(planes, row, column, 3);
          for (int channel = 0; channel < 3; channel++) {
            int value = value(planes, row, column, channel);
            samples[at + channel] = divided(value, alpha);
          }
        }
        case CMYK -> {
          int black = 255 - value(planes, row, column, 3);
          for (int channel = 0; channel < 3; channel++) {
            int ink = 255 - value(planes, row, column, channel);
            samples[at + channel] = JpegColor.uninverted(ink, black);
          }
        }
      }
    }
  }

  /** A value of a pixel, of {@code bits}. */
  private int value(byte[][] planes, int row, int column, int channel) {
    boolean apart = planes.length > 1;
    byte[] block = apart ? planes[channel] : planes[0];
    int index = apart ? column : column * header.samples() + channel;
    int from = row * rowBytes();
    int bits = header.bits();
    if (bits == 16) {
      return u16(block, from + 2 * index);
    }
    int bit = index * bits;
    int shift = Byte.SIZE - bits - bit % Byte.SIZE;
    return (block[from + bit / Byte.SIZE] & 0xFF) >> shift & (1 << bits) - 1;
  }

  private int stretched(int value) {
    return value * 255 / ((1 << header.bits()) - 1);
  }

  private int blackIsZero(int value) {
    return header.bits() == 16 ? SampleDepth.gray16(value, options.sixteenBit()) : stretched(value);
  }

  private byte color(int value) {
    return header.bits() == 16 ? SampleDepth.color16(value, options.sixteenBit()) : (byte) value;
  }

  private static byte divided(int value, int alpha) {
    return alpha == 0 ? 0 : (byte) Math.min(255, value * 255 / alpha);
  }

  private static void gray(byte[] samples, int at, int value) {
    samples[at] = (byte) value;
    samples[at + 1] = (byte) value;
    samples[at + 2] = (byte) value;
  }
}
