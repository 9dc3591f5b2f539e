package dev.emulsion.blend;

/** A function applied to samples from 0 to 1 before they are combined with others. */
interface Curve {

  float at(float sample);

  /** Applies the function to the first {@code count} of {@code samples}. */
  default void apply(float[] samples, int count) {
    for (int i = 0; i < count; i++) {
      samples[i] = at(samples[i]);
    }
  }

  /** The function's values for the 256 8-bit samples. */
  default float[] table() {
    float[] table = new float[256];
    for (int sample = 0; sample < 256; sample++) {
      table[sample] = at(sample / 255f);
    }
    return table;
  }
}
