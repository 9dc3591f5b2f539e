package dev.emulsion.image.filter;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** All lanes in one vector. Loaded only where the module {@code jdk.incubator.vector} is. */
final class VectorLines implements LineKernel {

  // the same shapes as VectorRows: a second one would make the compiler allocate in the loops
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;

  @Override
  public void widen(byte[] in, int from, int[] to, int at) {
    ByteVector bytes = ByteVector.fromArray(BYTES, in, from);
    ((IntVector) bytes.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF).intoArray(to, at);
  }

  @Override
  public void narrow(int[] from, int at, byte[] out, int to) {
    bytes(IntVector.fromArray(INTS, from, at)).intoArray(out, to);
  }

  @Override
  public void pass(int[] from, int[] to, int length, int step, BoxWeights box) {
    for (int channel = 0; channel < step; channel++) {
      line(from, to, channel * LANES, length / step, step * LANES, box);
    }
  }

  private static void line(int[] from, int[] to, int first, int count, int step, BoxWeights box) {
    int last = first + (count - 1) * step;
    int reach = box.reach();
    int inner = box.inner();
    int outer = box.outer();
    IntVector sum = IntVector.fromArray(INTS, from, first).mul(reach + 1);
    for (int k = 1; k <= reach; k++) {
      sum = sum.add(IntVector.fromArray(INTS, from, Math.min(first + k * step, last)));
    }
    for (int i = 0; i < count; i++) {
      int at = first + i * step;
      int before = i > reach ? at - (reach + 1) * step : first;
      int leaving = i > reach ? before + step : first;
      int behind = i + reach + 1 < count ? at + (reach + 1) * step : last;
      IntVector entering = IntVector.fromArray(INTS, from, behind);
      sum.mul(inner)
          .add(IntVector.fromArray(INTS, from, before).add(entering).mul(outer))
          .add(BoxWeights.HALF)
          .lanewise(VectorOperators.LSHR, BoxWeights.BITS)
          .intoArray(to, at);
      sum = sum.add(entering).sub(IntVector.fromArray(INTS, from, leaving));
    }
  }

  static ByteVector bytes(IntVector ints) {
    return (ByteVector) ints.convertShape(VectorOperators.I2B, BYTES, 0);
  }
}
