package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import java.util.Arrays;

/**
 * One of the planes that a JPEG stores: its geometry and tables, and the samples decoded most
 * recently.
 *
 * <p>Samples are kept for three rows of coding units, since the first and last sample rows of a
 * unit are interpolated with those of its neighbors.
 */
final class JpegComponent {

  private static final int UNITS = 3;

  final int id;
  final int across;
  final int down;
  final int quantizationTable;

  /** Blocks that hold pixels. */
  int blocksAcross;

  int blocksDown;

  /** Blocks of a whole number of coding units. */
  private int storedAcross;

  private int storedDown;
  private int height;

  /** Samples in a row. */
  int width;

  /** The factors as of the component's first scan; null before. */
  int[] quantization;

  JpegHuffman dc;
  JpegHuffman ac;
  int prediction;

  /** All coefficients, if there are several scans; else null. */
  short[] coefficients;

  /** For each coefficient, the lowest bit that progressive scans gave; −1 if none did. */
  final int[] low = new int[64];

  /** The same before the component's last scan. */
  private final int[] lowBefore = new int[64];

  private byte[] samples;

  /**
   * @param across sampling factor, relative to the other components
   * @param down sampling factor
   */
  JpegComponent(int id, int across, int down, int quantizationTable) {
    this.id = id;
    this.across = across;
    this.down = down;
    this.quantizationTable = quantizationTable;
    Arrays.fill(low, -1);
  }

  /** Sets the geometry, given the image's size and the largest factors of its components. */
  void fit(Size size, int maxAcross, int maxDown) {
    width = ceil(size.width() * across, maxAcross);
    height = ceil(size.height() * down, maxDown);
    blocksAcross = ceil(size.width() * across, maxAcross * 8);
    blocksDown = ceil(size.height() * down, maxDown * 8);
    storedAcross = ceil(size.width(), maxAcross * 8) * across;
    storedDown = ceil(size.height(), maxDown * 8) * down;
    samples = new byte[storedAcross * 8 * UNITS * down * 8];
  }

  static int ceil(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** Notes which bits of which coefficients a progressive scan gives. */
  void noteBits(JpegScan scan, boolean first) {
    for (int i = 0; i < low.length; i++) {
      lowBefore[i] = first ? 0 : low[i];
    }
    Arrays.fill(low, scan.first(), scan.last() + 1, scan.low());
  }

  /** What {@link #low} was before the latest scan of this component. */
  int[] lowBefore(boolean onlyScan) {
    if (onlyScan) {
      Arrays.fill(lowBefore, -1);
    }
    return lowBefore;
  }

  /**
   * The block rows two above to two below {@code row}, those of the image's edge repeated.
   *
   * <p>libjpeg-turbo counts the rows of the last unit as if all units had so few.
   */
  int[] rowsAround(int row, int unitRow, int units) {
    int rest = blocksDown % down == 0 ? down : blocksDown % down;
    int inUnit = unitRow == units - 1 ? rest : down;
    int counted = unitRow * inUnit + row % down;
    int all = inUnit * units;
    int above = counted > 0 ? row - 1 : row;
    int twoAbove = counted > 1 ? row - 2 : above;
    int below = counted < all - 1 ? row + 1 : row;
    int twoBelow = counted < all - 2 ? row + 2 : below;
    return new int[] {twoAbove, above, row, below, twoBelow};
  }

  /** The number of blocks, including those outside of the image. */
  long blocks() {
    return (long) storedAcross * storedDown;
  }

  /** The position of a block's coefficients, if all are stored. */
  int block(int row, int column) {
    return (row * storedAcross + column) * 64;
  }

  byte[] samples() {
    return samples;
  }

  /** The number of samples between two rows of {@link #samples}. */
  int stride() {
    return storedAcross * 8;
  }

  /** The position of a sample row; beyond the first or last one, that of these. */
  int row(int row) {
    int inside = Math.max(0, Math.min(height - 1, row));
    return inside % (UNITS * down * 8) * stride();
  }

  /** The position of a block's first sample. */
  int firstSample(int blockRow, int blockColumn) {
    return blockRow % (UNITS * down) * 8 * stride() + blockColumn * 8;
  }
}
