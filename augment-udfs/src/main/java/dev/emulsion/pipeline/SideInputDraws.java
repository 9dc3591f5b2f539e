package dev.emulsion.pipeline;

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
 * Draws the side inputs of the samples of one epoch. The draws depend on ids alone, so the encoded
 * images can be sent to the tasks before anything is decoded.
 */
public record SideInputDraws(long seed, int epoch) implements Serializable {

  /**
   * Draws {@code max} of the items of a sample without replacement, in their given order. If there
   * are no more than {@code max}, returns them all without drawing.
   */
  public <T> List<T> subset(String sample, List<T> items, int max) {
    if (items.size() <= max) {
      return items;
    }
    Draws draws = draws(SampleKey.of(sample), Purpose.GENERATED, 0);
    int[] order = new int[items.size()];
    Arrays.setAll(order, i -> i);
    for (int i = 0; i < max; i++) {
      int j = i + draws.below(order.length - i);
      int drawn = order[j];
      order[j] = order[i];
      order[i] = drawn;
    }
    int[] chosen = Arrays.copyOf(order, max);
    Arrays.sort(chosen);
    List<T> subset = new ArrayList<>(max);
    for (int i : chosen) {
      subset.add(items.get(i));
    }
    return subset;
  }

  /**
   * Draws the image of the mixing set for one member.
   *
   * @param member id of a sample, or {@link dev.emulsion.transform.GeneratedKey#rowId} of the
   *     generated image that the sample is blended with
   * @param ids of the mixing set
   */
  public String mixingImage(String member, List<String> ids) {
    return ids.get(draws(SampleKey.of(member), Purpose.IMAGE, 0).below(ids.size()));
  }

  /** Draws which of its partner's members an output is mixed with: 0 to {@code members} - 1. */
  public int partnerMember(SampleKey member, int variant, int members) {
    return members == 1 ? 0 : draws(member, Purpose.PARTNER, variant).below(members);
  }

  private Draws draws(SampleKey key, Purpose purpose, int variant) {
    return new PhiloxDraws(new DrawKey(seed, epoch, key, purpose, variant, 0));
  }
}
