package dev.emulsion.io.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunIdentityTest {

  private static RunIdentity identity(
      String id, long samples, String input, Map<String, String> side, Map<String, Object> recipe) {
    return new RunIdentity(id, "1.0", samples, input, side, recipe);
  }

  private final RunIdentity before =
      identity("a", 4, "11", Map.of("maps", "22"), Map.of("mix", Map.of("alpha", 1.0)));

  @Test
  void equalIdsDoNotDiffer() {
    assertThat(identity("a", 4, "11", Map.of(), Map.of()).differences(before)).isEmpty();
  }

  @Test
  void everyDifferenceIsAPhraseWithBothValues() {
    RunIdentity now =
        identity("b", 5, "12", Map.of("maps", "23"), Map.of("mix", Map.of("alpha", 0.5, "p", 1)));
    assertThat(now.differences(before))
        .containsExactly(
            "mix.alpha was 1.0 and is 0.5",
            "mix.p was absent and is 1",
            "the input had 4 samples and has 5",
            "the attention maps or their lengths have changed");
  }

  @Test
  void aSameNumberOfOtherSamplesIsADifferenceToo() {
    assertThat(identity("b", 4, "12", before.sideInputs(), before.recipe()).differences(before))
        .containsExactly("the input had 4 samples and has 4, with other ids, labels or lengths");
  }

  @Test
  void anotherVersionIsADifference() {
    RunIdentity now = new RunIdentity("b", "1.1", 4, "11", before.sideInputs(), before.recipe());
    assertThat(now.differences(before))
        .isEqualTo(List.of("it was begun by Emulsion 1.0 and this is 1.1"));
  }

  @Test
  void idsOfOtherwiseEqualRunsDifferByTheirClassNames() {
    RunIdentity now = identity("b", 4, "11", before.sideInputs(), before.recipe());
    assertThat(now.differences(before)).containsExactly("the class names have changed");
  }
}
