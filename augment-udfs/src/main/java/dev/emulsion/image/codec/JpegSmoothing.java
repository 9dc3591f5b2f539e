package dev.emulsion.image.codec;

/**
 * Estimates low AC coefficients of progressive files whose scans leave them imprecise, from the DC
 * coefficients of 5×5 blocks, as libjpeg-turbo does since version 2.1.
 *
 * <p>An estimate replaces a coefficient that is 0 and not known exactly. If no AC coefficient of a
 * component is known, the DC coefficients are smoothed as well.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex K.8</a>
 */
final class JpegSmoothing {

  /** Coefficients that are estimated, with the DC coefficient, in zigzag order. */
  static final int COEFFICIENTS = 10;

  private static final int WINDOW = 5;

  /** Weights of the blocks around the middle one, by rows, of each coefficient; in 1/256. */
  private static final int[][] WITHOUT_AC = {
    {
      -2, -6, -8, -6, -2, -6, 6, 42, 6, -6, -8, 42, 152, 42, -8, -6, 6, 42, 6, -6, -2, -6, -8, -6,
      -2
    },
    {-1, -1, 0, 1, 1, -3, 13, 0, -13, 3, -3, 38, 0, -38, 3, -3, 13, 0, -13, 3, -1, -1, 0, 1, 1},
    {-1, -3, -3, -3, -1, -1, 13, 38, 13, -1, 0, 0, 0, 0, 0, 1, -13, -38, -13, 1, 1, 3, 3, 3, 1},
    {0, 0, 1, 0, 0, 0, 2, 7, 2, 0, 0, -5, -14, -5, 0, 0, 2, 7, 2, 0, 0, 0, 1, 0, 0},
    {-1, 0, 0, 0, 1, 0, 9, 0, -9, 0, 0, 0, 0, 0, 0, 0, -9, 0, 9, 0, 1, 0, 0, 0, -1},
    {0, 0, 0, 0, 0, 0, 2, -5, 2, 0, 1, 7, -14, 7, 1, 0, 2, -5, 2, 0, 0, 0, 0, 0, 0},
    {0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, 2, 0, -2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0},
    {0, 0, 0, 0, 0, 0, 1, -3, 1, 0, 0, 0, 0, 0, 0, 0, -1, 3, -1, 0, 0, 0, 0, 0, 0},
    {0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, -3, 0, 3, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0},
    {0, 0, 0, 0, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, -1, -2, -1, 0, 0, 0, 0, 0, 0}
  };

  /** The same if some AC coefficients are known; the DC coefficient is then kept. */
  private static final int[][] WITH_AC = {
    {},
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7, 50, 0, -50, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {0, 0, -7, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, -50, 0, 0, 0, 0, 7, 0, 0},
    {0, 0, -1, 0, 0, 0, 0, 13, 0, 0, 0, 0, -24, 0, 0, 0, 0, 13, 0, 0, 0, 0, -1, 0, 0},
    {0, -1, 0, 1, 0, -1, 10, 0, -10, 1, 0, 0, 0, 0, 0, 1, -10, 0, 10, -1, 0, 1, 0, -1, 0},
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 13, -24, 13, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
  };

  private final JpegComponent component;
  private final int[] low;
  private final int[][] weights;
  private final short[] block = new short[64];
  private final int[] window = new int[WINDOW * WINDOW];

  /**
   * @param low for each coefficient, the position of the lowest bit known; −1 if none is
   */
  JpegSmoothing(JpegComponent component, int[] low) {
    this.component = component;
    this.low = low;
    boolean acUnknown = true;
    for (int i = 1; i < COEFFICIENTS; i++) {
      acUnknown &= low[i] == -1;
    }
    this.weights = acUnknown ? WITHOUT_AC : WITH_AC;
  }

  /**
   * Whether a component can be smoothed: its DC coefficients are known, and no factor of the
   * estimates is 0.
   */
  static boolean possible(JpegComponent component) {
    boolean possible = component.quantization != null && component.low[0] >= 0;
    for (int i = 0; possible && i < COEFFICIENTS; i++) {
      possible = component.quantization[JpegEntropy.natural(i)] != 0;
    }
    return possible;
  }

  /** Whether a component has coefficients that are not known exactly. */
  static boolean useful(JpegComponent component) {
    boolean useful = false;
    for (int i = 1; i < COEFFICIENTS; i++) {
      useful |= component.low[i] != 0;
    }
    return useful;
  }

  /**
   * The block with its estimates; valid until the next call.
   *
   * @param rows the block rows two above to two below
   */
  short[] estimated(int[] rows, int column) {
    int at = component.block(rows[2], column);
    System.arraycopy(component.coefficients, at, block, 0, block.length);
    int last = component.blocksAcross - 1;
    for (int i = 0; i < window.length; i++) {
      int x = Math.max(0, Math.min(last, column + i % WINDOW - 2));
      window[i] = component.coefficients[component.block(rows[i / WINDOW], x)];
    }
    for (int i = 1; i < weights.length; i++) {
      int position = JpegEntropy.natural(i);
      if (low[i] != 0 && block[position] == 0) {
        int bound = low[i] > 0 ? (1 << low[i]) - 1 : Integer.MAX_VALUE;
        block[position] = estimate(i, position, bound);
      }
    }
    if (weights == WITHOUT_AC) {
      block[0] = estimate(0, 0, Integer.MAX_VALUE);
    }
    return block;
  }

  private short estimate(int index, int position, int bound) {
    long sum = 0;
    for (int i = 0; i < window.length; i++) {
      sum += (long) weights[index][i] * window[i];
    }
    sum *= component.quantization[0];
    long factor = component.quantization[position];
    long magnitude = ((factor << 7) + Math.abs(sum)) / (factor << 8);
    long bounded = Math.min((int) magnitude, bound);
    return (short) (sum >= 0 ? bounded : -bounded);
  }
}
