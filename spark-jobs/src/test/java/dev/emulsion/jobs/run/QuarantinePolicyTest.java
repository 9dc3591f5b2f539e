package dev.emulsion.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.jobs.run.QuarantinePolicy.Subject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuarantinePolicyTest {

  private final QuarantinePolicy policy = new QuarantinePolicy(0.1);

  @Test
  void theLimitItselfIsAllowed() {
    assertThat(policy.isExceeded(20, Map.of("EMPTY", 2L))).isFalse(); // 2 of 20 is 0.1
    assertThat(policy.isExceeded(20, Map.of("EMPTY", 2L, "TRUNCATED", 1L))).isTrue();
    assertThat(policy.isExceeded(0, Map.of())).isFalse();
  }

  @Test
  void aLimitOfZeroAllowsNoneAndOneAllowsAll() {
    assertThat(new QuarantinePolicy(0).isExceeded(1_000, Map.of("EMPTY", 1L))).isTrue();
    assertThat(new QuarantinePolicy(1).isExceeded(10, Map.of("EMPTY", 10L))).isFalse();
  }

  @Test
  void whatTheRecipeExcludesDoesNotCount() {
    Map<String, Long> reasons = Map.of("NO_PARTNER", 15L, "EMPTY", 2L);
    assertThat(policy.isExceeded(20, reasons)).isFalse();
    assertThat(policy.counted(reasons)).isEqualTo(2);
  }

  @Test
  void theMessageStatesCountsReasonsLimitExampleAndTable() {
    Map<String, Long> reasons = Map.of("TRUNCATED", 1L, "EMPTY", 2L);
    assertThatThrownBy(
            () ->
                policy.check(
                    Subject.SAMPLES,
                    10,
                    reasons,
                    Map.of(),
                    "out/quarantine",
                    () -> "a.jpg: file is empty"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "3 of 10 samples were quarantined (EMPTY: 2, TRUNCATED: 1), above"
                + " quarantine.max-fraction = 0.1; e.g. a.jpg: file is empty. All are listed in"
                + " out/quarantine. Fix the input or raise quarantine.max-fraction");
    assertThatThrownBy(
            () ->
                policy.check(Subject.GENERATED_IMAGES, 10, reasons, Map.of(), "out", () -> "a: b"))
        .hasMessageStartingWith("3 of 10 generated images were rejected (EMPTY: 2, TRUNCATED: 1)");
  }

  @Test
  void theMessageCountsKindsOfFilesThatAreNotRead() {
    assertThatThrownBy(
            () ->
                policy.check(
                    Subject.SAMPLES,
                    10,
                    Map.of("UNSUPPORTED_FORMAT", 5L),
                    Map.of("animated GIF", 2L, "AVIF", 3L),
                    "out",
                    () -> "a: b"))
        .hasMessageStartingWith(
            "5 of 10 samples were quarantined (UNSUPPORTED_FORMAT: 5; by kind of file: AVIF: 3,"
                + " animated GIF: 2), above");
  }

  @Test
  void anExampleIsNotReadUnlessItIsNeeded() {
    policy.check(
        Subject.SAMPLES,
        20,
        Map.of("EMPTY", 2L),
        Map.of(),
        "out",
        () -> {
          throw new AssertionError("read");
        });
  }
}
