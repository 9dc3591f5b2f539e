package dev.emulsion.blend;

import dev.emulsion.blend.PixMix.Mixing;
import java.util.List;

/**
 * One round of PixMix, prepared for a loop over samples; 8-bit samples use lookup tables.
 *
 * @param mine the curve for the samples mixed so far
 * @param layer the curve of the layer, by sample of {@code over}
 * @param over samples of the layer
 */
record BlendPass(Mixing mixing, Curve mine, float[] layer, byte[] over) {

  private static final int BLOCK = 2048;

  static BlendPass of(PixMix.Round round, byte[] over) {
    Mixing mixing = round.mixing();
    return new BlendPass(mixing, mixing.mixed(round.a()), mixing.layer(round.b()).table(), over);
  }

  /**
   * Applies all passes, at least one, to {@code start}: in floats, rounded to 8 bits at the end.
   * Each block goes through all passes at once, which keeps it in the cache.
   */
  static byte[] applyAll(byte[] start, List<BlendPass> passes) {
    float[] first = passes.get(0).mine.table();
    float[] mixed = new float[BLOCK];
    float[] layer = new float[BLOCK];
    byte[] out = new byte[start.length];
    for (int from = 0; from < out.length; from += BLOCK) {
      int count = Math.min(BLOCK, out.length - from);
      lookUp(first, start, from, mixed, count);
      for (int i = 0; i < passes.size(); i++) {
        BlendPass pass = passes.get(i);
        if (i > 0) {
          pass.mine.apply(mixed, count);
        }
        lookUp(pass.layer, pass.over, from, layer, count);
        pass.mixing.join(mixed, layer, count);
      }
      for (int i = 0; i < count; i++) {
        out[from + i] = (byte) (mixed[i] * 255 + 0.5f);
      }
    }
    return out;
  }

  private static void lookUp(float[] table, byte[] samples, int from, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = table[samples[from + i] & 0xFF];
    }
  }
}
