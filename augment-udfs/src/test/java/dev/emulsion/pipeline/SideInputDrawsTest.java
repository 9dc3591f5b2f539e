package dev.emulsion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.random.SampleKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SideInputDrawsTest {

  private static final List<String> ALL = List.of("a", "b", "c", "d");
  private static final int DRAWS = 6000;

  @Test
  void someAreDistinctAndInTheirOwnOrder() {
    for (int i = 0; i < 100; i++) {
      List<String> subset = new SideInputDraws(1, 0).subset("sample" + i, ALL, 3);
      assertThat(subset).hasSize(3).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void noMoreThanThereAreAndThenWithoutADraw() {
    assertThat(new SideInputDraws(1, 0).subset("sample", ALL, 4)).isSameAs(ALL);
    assertThat(new SideInputDraws(1, 0).subset("sample", ALL, 9)).isSameAs(ALL);
  }

  /** Each of the six pairs has 1/6 of 6000: 1000 with a deviation of √(6000·5/36) = 29. */
  @Test
  void everyChoiceIsEquallyLikely() {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      counts.merge(new SideInputDraws(1, 0).subset("sample" + i, ALL, 2), 1, Integer::sum);
    }
    assertThat(counts).hasSize(6);
    assertThat(counts.values()).allSatisfy(n -> assertThat(n).isBetween(850, 1150));
  }

  @Test
  void anotherEpochAnotherSeedAndAnotherSampleDrawAnew() {
    Map<Object, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      List<String> first = new SideInputDraws(1, 0).subset("s" + i, ALL, 1);
      drawn.merge(
          "epoch " + first.equals(new SideInputDraws(1, 1).subset("s" + i, ALL, 1)),
          1,
          Integer::sum);
      drawn.merge(
          "seed " + first.equals(new SideInputDraws(2, 0).subset("s" + i, ALL, 1)),
          1,
          Integer::sum);
      drawn.merge(
          "id " + first.equals(new SideInputDraws(1, 0).subset("t" + i, ALL, 1)), 1, Integer::sum);
      assertThat(new SideInputDraws(1, 0).subset("s" + i, ALL, 1)).isEqualTo(first);
    }
    // one in four is equal by chance
    assertThat(drawn.get("epoch false")).isGreaterThan(25);
    assertThat(drawn.get("seed false")).isGreaterThan(25);
    assertThat(drawn.get("id false")).isGreaterThan(25);
  }

  /** 1500 of each with a deviation of √(6000·3/16) = 34. */
  @Test
  void everyImageAndEveryMemberIsEquallyLikely() {
    Map<String, Integer> images = new HashMap<>();
    Map<Integer, Integer> members = new HashMap<>();
    SideInputDraws sideDraws = new SideInputDraws(7, 2);
    for (int i = 0; i < DRAWS; i++) {
      images.merge(sideDraws.mixingImage("s" + i, ALL), 1, Integer::sum);
      members.merge(sideDraws.partnerMember(SampleKey.of("s" + i), 0, 4), 1, Integer::sum);
    }
    assertThat(images.values()).hasSize(4).allSatisfy(n -> assertThat(n).isBetween(1330, 1670));
    assertThat(members.values()).hasSize(4).allSatisfy(n -> assertThat(n).isBetween(1330, 1670));
    assertThat(sideDraws.partnerMember(SampleKey.of("s"), 0, 1)).isZero();
  }
}
