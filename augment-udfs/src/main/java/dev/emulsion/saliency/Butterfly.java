package dev.emulsion.saliency;

import dev.emulsion.VectorModule;

/** The inner loop of {@link Spectrum}. Implementations give equal results. */
interface Butterfly {

  /** Vectorized if the JVM was started with the module and the processor supports it. */
  static Butterfly fastest() {
    return VectorModule.isPresent() && VectorButterfly.isFast()
        ? new VectorButterfly()
        : new ScalarButterfly();
  }

  /**
   * Puts the sum of two rows into the first and their difference times cos + i·sin into the second.
   */
  void apply(double[] aRe, double[] aIm, double[] bRe, double[] bIm, double cos, double sin);
}
