package dev.emulsion.saliency;

/** Plain loop over single numbers. */
final class ScalarButterfly implements Butterfly {

  @Override
  public void apply(
      double[] aRe, double[] aIm, double[] bRe, double[] bIm, double cos, double sin) {
    for (int x = 0; x < Spectrum.SIDE; x++) {
      double re = aRe[x] - bRe[x];
      double im = aIm[x] - bIm[x];
      aRe[x] = aRe[x] + bRe[x];
      aIm[x] = aIm[x] + bIm[x];
      bRe[x] = re * cos - im * sin;
      bIm[x] = re * sin + im * cos;
    }
  }
}
