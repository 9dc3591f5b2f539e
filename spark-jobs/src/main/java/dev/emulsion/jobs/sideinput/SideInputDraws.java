package dev.emulsion.jobs.sideinput;

import dev.emulsion.jobs.sideinput.EncodedSample.Generated;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws what accompanies a sample in one epoch. Known from names alone, so that the images can be
 * sent for before anything is decoded.
 */
public record SideInputDraws(long seed, int epoch) implements Serializable {

  /**
   * The first {@code most} of a random order of {@code all}, in their own order; all, without a
   * draw, if there are not more.
   */
  <T> List<T> some(String sample, List<T> all, int max) {
    if (all.size() <= max) {
      return all;
    }
    Draws draws = draws(SampleKey.of(sample), Purpose.GENERATED, 0);
    int[] order = new int[all.size()];
    Arrays.setAll(order, i -> i);
    for (int i = 0; i < max; i++) {
      int j = i + draws.below(order.length - i);
      int drawn = order[j];
      order[j] = order[i];
      order[i] = drawn;
    }
    int[] chosen = Arrays.copyOf(order, max);
    Arrays.sort(chosen);
    List<T> some = new ArrayList<>(max);
    for (int i : chosen) {
      some.add(all.get(i));
    }
    return some;
  }

  /**
   * The image that an output gets, of those named {@code ids}.
   *
   * @param output what it is made of: a sample, or {@link Generated#name}
   */
  public String image(String output, List<String> ids) {
    return ids.get(draws(SampleKey.of(output), Purpose.IMAGE, 0).below(ids.size()));
  }

  /** Which of several outputs of its partner an output is mixed with. */
  public int member(SampleKey output, int variant, int members) {
    return members == 1 ? 0 : draws(output, Purpose.PARTNER, variant).below(members);
  }

  private Draws draws(SampleKey key, Purpose purpose, int variant) {
    return new PhiloxDraws(new DrawKey(seed, epoch, key, purpose, variant, 0));
  }
}
