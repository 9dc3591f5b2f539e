package dev.emulsion.saliency;

/** The inner loop of {@link Spectrum}. Implementations give equal results. */
interface Butterfly {

  /** Vectors where the JVM was started with their module and the processor has them. */
  static Butterfly fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors && VectorButterfly.isFast() ? new VectorButterfly() : new ScalarButterfly();
  }

  /** Puts the sum of two rows into the first, their difference times cos + i·sin into the other. */
  void apply(double[] aRe, double[] aIm, double[] bRe, double[] bIm, double cos, double sin);
}
