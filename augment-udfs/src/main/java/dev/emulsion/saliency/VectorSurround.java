package dev.emulsion.saliency;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Eight pixels at once. Loaded only where the module {@code jdk.incubator.vector} is. */
final class VectorSurround implements SurroundKernel {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
  private static final int LANES = 8;

  /** Floats this large are whole numbers, so that adding it rounds. */
  private static final float WHOLE = 0x1p23f;

  private static final int WHOLE_BITS = Float.floatToRawIntBits(WHOLE);

  private final ScalarSurround scalar = new ScalarSurround();

  /** Whether the processor has such vectors; without them this class is very slow. */
  static boolean isFast() {
    return IntVector.SPECIES_PREFERRED.length() >= LANES;
  }

  @Override
  public void compare(int[] gray, int at, Window window, int width, int[] on, int[] off) {
    int whole = width - width % LANES;
    add(gray, at, window.sums, 2 * window.radius, window.others, whole, on, off);
    scalar.compare(gray, at, window, whole, width, on, off);
  }

  private static void add(
      int[] gray, int at, int[] sums, int reach, float[] others, int width, int[] on, int[] off) {
    for (int x = 0; x < width; x += LANES) {
      IntVector center = IntVector.fromArray(INTS, gray, at + x);
      IntVector sum =
          IntVector.fromArray(INTS, sums, x + reach).sub(IntVector.fromArray(INTS, sums, x));
      FloatVector mean = floats(sum.sub(center)).div(FloatVector.fromArray(FLOATS, others, x));
      FloatVector difference = floats(center).sub(mean);
      FloatVector size = difference.abs();
      FloatVector whole = size.add(WHOLE);
      // rounded to nearest, minus one if that was up: truncated
      IntVector steps =
          whole.reinterpretAsInts().sub(WHOLE_BITS).add(signs(size.sub(whole.sub(WHOLE))));
      IntVector darker = steps.and(signs(difference));
      IntVector.fromArray(INTS, off, at + x).add(darker).intoArray(off, at + x);
      IntVector.fromArray(INTS, on, at + x).add(steps.sub(darker)).intoArray(on, at + x);
    }
  }

  private static FloatVector floats(IntVector ints) {
    return (FloatVector) ints.convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  /** All bits of a lane where it is negative, none where it is not. */
  private static IntVector signs(FloatVector floats) {
    return floats.reinterpretAsInts().lanewise(VectorOperators.ASHR, Float.SIZE - 1);
  }
}
