package dev.emulsion.blend;

import dev.emulsion.blend.PixMix.Mixing;
import java.util.List;

/**
 * A round of PixMix with what it needs for every sample. All that is 8 bits goes through a table.
 *
 * @param mine for what is mixed already
 * @param layer for what is mixed in, by sample of {@code over}
 */
record BlendPass(Mixing mixing, Curve mine, float[] layer, byte[] over) {

  private static final int BLOCK = 2048;

  static BlendPass of(PixMix.Round round, byte[] over) {
    Mixing mixing = round.mixing();
    return new BlendPass(mixing, mixing.mixed(round.a()), mixing.layer(round.b()).table(), over);
  }

  /**
   * {@code start} after all strokes, of which there is one at least: floats until the end, then the
   * nearest level. A block at a time goes through all of them, as it stays in the cache.
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
