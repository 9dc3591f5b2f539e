package dev.emulsion;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RequireTest {

  @Test
  void aMessageIsPutTogetherOnlyIfItsCheckFails() {
    assertThatCode(
            () ->
                Require.that(
                    true,
                    () -> {
                      throw new AssertionError("asked for a message");
                    }))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Require.that(false, () -> "size must be " + 1 + ", was " + 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size must be 1, was 2");
  }

  @Test
  void messagesStateTheRuleAndTheValue() {
    assertThatThrownBy(() -> Require.positive("alpha", -0.5))
        .hasMessage("alpha must be positive, was -0.5");
    assertThatThrownBy(() -> Require.positive("alpha", Double.POSITIVE_INFINITY))
        .hasMessage("alpha must be positive, was Infinity");
    assertThatThrownBy(() -> Require.share("p", 1.5))
        .hasMessage("p must be between 0 and 1, was 1.5");
    assertThatThrownBy(() -> Require.atLeast("copies", 1, 0))
        .hasMessage("copies must be at least 1, was 0");
    assertThatThrownBy(() -> Require.within("side", 1, 9, 10, "tables would not fit"))
        .hasMessage("side must be at most 9, was 10: tables would not fit");
  }
}
