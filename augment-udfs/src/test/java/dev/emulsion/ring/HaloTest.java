package dev.emulsion.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.random.RingKey;
import dev.emulsion.recipe.PairingConfig.Labels;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HaloTest {

  private static final Lane FIRST = new Lane(0, 0);
  private static final Lane SECOND = new Lane(0, 1);
  private static final Lane THIRD = new Lane(0, 2);

  @Test
  void theHeadsOfALaneFollowTheLaneBeforeIt() {
    Halo halo = halo(2, lanes(List.of("a", "b"), List.of("c", "d"), List.of("e", "f")));
    assertThat(halo.targets("c")).containsExactly(new Target(FIRST, 1));
    assertThat(halo.targets("d")).containsExactly(new Target(FIRST, 2));
    assertThat(halo.targets("a")).containsExactly(new Target(THIRD, 1)); // the ring closes
    assertThat(halo.size()).isEqualTo(6);
  }

  @Test
  void aShortLaneIsFollowedThroughToTheNext() {
    // after the first lane come c, then e; after the second e, then a
    Halo halo = halo(2, lanes(List.of("a", "b"), List.of("c"), List.of("e", "f")));
    assertThat(halo.targets("c")).containsExactly(new Target(FIRST, 1));
    assertThat(halo.targets("e"))
        .containsExactlyInAnyOrder(new Target(FIRST, 2), new Target(SECOND, 1));
  }

  @Test
  void theOnlyLaneOfARingFollowsItself() {
    TreeMap<Lane, List<RingSample>> heads = new TreeMap<>();
    heads.put(FIRST, samples(0, "a", "b"));
    Halo halo = halo(3, heads);
    assertThat(halo.targets("a")).containsExactly(new Target(FIRST, 1));
    assertThat(halo.targets("b")).containsExactly(new Target(FIRST, 2));
  }

  @Test
  void ringsOfDifferentClassesDoNotFollowEachOther() {
    Lane other = new Lane(1, 1);
    TreeMap<Lane, List<RingSample>> heads = new TreeMap<>();
    heads.put(FIRST, samples(0, "a"));
    heads.put(other, samples(1, "b"));
    Halo halo = Halo.find(heads, new HaloSelector(Labels.SAME, 1));
    assertThat(halo.targets("a")).containsExactly(new Target(FIRST, 1));
    assertThat(halo.targets("b")).containsExactly(new Target(other, 1));
  }

  @Test
  void noHaloHasNoTargets() {
    assertThat(Halo.NONE.targets("a")).isEmpty();
    assertThat(Halo.NONE.size()).isZero();
  }

  private static Halo halo(int depth, TreeMap<Lane, List<RingSample>> heads) {
    return Halo.find(heads, new HaloSelector(Labels.ANY, depth));
  }

  private static TreeMap<Lane, List<RingSample>> lanes(
      List<String> first, List<String> second, List<String> third) {
    TreeMap<Lane, List<RingSample>> lanes = new TreeMap<>();
    lanes.put(FIRST, samples(0, first.toArray(new String[0])));
    lanes.put(SECOND, samples(0, second.toArray(new String[0])));
    lanes.put(THIRD, samples(0, third.toArray(new String[0])));
    return lanes;
  }

  private static List<RingSample> samples(int label, String... ids) {
    return List.of(ids).stream()
        .map(id -> new RingSample(new RingKey(id.charAt(0), 0), id, label))
        .toList();
  }
}
