package dev.emulsion.image.filter;

/**
 * A box of any radius, in Pillow's 24-bit fixed point: {@code reach} whole neighbors on each side
 * and a fraction of the next ones.
 *
 * @param inner weight of a whole pixel, unsigned
 * @param outer weight of the next pixel on each side, unsigned
 */
record BoxWeights(int reach, int inner, int outer) {

  static final int BITS = 24;
  static final int HALF = 1 << (BITS - 1);

  static BoxWeights of(float radius) {
    int reach = (int) radius;
    int inner = (int) ((float) (1 << BITS) / (radius * 2 + 1));
    int outer = ((1 << BITS) - (2 * reach + 1) * inner) / 2;
    return new BoxWeights(reach, inner, outer);
  }
}
