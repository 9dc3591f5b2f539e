package dev.emulsion.blend;

/** A function of values in [0, 1] that is applied before they are combined. */
interface Curve {

  float at(float sample);

  /** To the first {@code count} of {@code samples}. */
  default void apply(float[] samples, int count) {
    for (int i = 0; i < count; i++) {
      samples[i] = at(samples[i]);
    }
  }

  /** By 8-bit sample. */
  default float[] table() {
    float[] table = new float[256];
    for (int sample = 0; sample < 256; sample++) {
      table[sample] = at(sample / 255f);
    }
    return table;
  }
}
