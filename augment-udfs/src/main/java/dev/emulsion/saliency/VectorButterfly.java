package dev.emulsion.saliency;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Four numbers at once. Loaded only where the module {@code jdk.incubator.vector} is. */
final class VectorButterfly implements Butterfly {

  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_256;
  private static final int LANES = 4;

  /** Whether the processor has such vectors; without them this class is very slow. */
  static boolean isFast() {
    return DoubleVector.SPECIES_PREFERRED.length() >= LANES;
  }

  @Override
  public void apply(
      double[] aRe, double[] aIm, double[] bRe, double[] bIm, double cos, double sin) {
    for (int x = 0; x < Spectrum.SIDE; x += LANES) {
      DoubleVector a = DoubleVector.fromArray(DOUBLES, aRe, x);
      DoubleVector b = DoubleVector.fromArray(DOUBLES, bRe, x);
      DoubleVector c = DoubleVector.fromArray(DOUBLES, aIm, x);
      DoubleVector d = DoubleVector.fromArray(DOUBLES, bIm, x);
      DoubleVector re = a.sub(b);
      DoubleVector im = c.sub(d);
      a.add(b).intoArray(aRe, x);
      c.add(d).intoArray(aIm, x);
      re.mul(cos).sub(im.mul(sin)).intoArray(bRe, x);
      re.mul(sin).add(im.mul(cos)).intoArray(bIm, x);
    }
  }
}
