package dev.emulsion.image.filter;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Eight samples at once. Loaded only where the module {@code jdk.incubator.vector} is. */
final class VectorBlend implements BlendKernel {

  // the same shapes as VectorRows: a second one would make the compiler allocate in the loops
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
  private static final int LANES = 8;

  @Override
  public void widen(byte[] in, int from, int length, int[] row) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      ByteVector bytes = ByteVector.fromArray(BYTES, in, from + i);
      ((IntVector) bytes.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF).intoArray(row, i);
    }
    for (; i < length; i++) {
      row[i] = in[from + i] & 0xFF;
    }
  }

  @Override
  public void smooth(int[] above, int[] row, int[] below, int length, int step, int[] out) {
    int i = step;
    for (; i <= length - step - LANES; i += LANES) {
      IntVector sum = three(above, i, step).add(three(row, i, step)).add(three(below, i, step));
      IntVector thirteenths = sum.add(IntVector.fromArray(INTS, row, i).mul(4));
      thirteenths
          .mul(2)
          .add(13)
          .mul(ScalarBlend.RECIPROCAL)
          .lanewise(VectorOperators.ASHR, ScalarBlend.BITS)
          .intoArray(out, i);
    }
    ScalarBlend.smooth(above, row, below, i, length - step, step, out);
  }

  private static IntVector three(int[] row, int i, int step) {
    return IntVector.fromArray(INTS, row, i - step)
        .add(IntVector.fromArray(INTS, row, i))
        .add(IntVector.fromArray(INTS, row, i + step));
  }

  @Override
  public void blend(int[] degenerate, int[] samples, int scale, int length, byte[] out, int at) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      IntVector from = IntVector.fromArray(INTS, degenerate, i);
      IntVector difference = IntVector.fromArray(INTS, samples, i).sub(from);
      IntVector part =
          difference.mul(scale).add(Blending.SLACK).lanewise(VectorOperators.ASHR, Blending.BITS);
      VectorLines.bytes(from.add(part).max(0).min(255)).intoArray(out, at + i);
    }
    ScalarBlend.blend(degenerate, samples, scale, i, length, out, at);
  }
}
