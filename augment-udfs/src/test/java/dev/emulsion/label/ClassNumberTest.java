package dev.emulsion.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassNumberTest {

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 7", "007, 7", "7., 7", "10.00, 10", "-1, -1", "' 3 ', 3"})
  void integersAndIntegralFloatsAreNumbers(String text, long number) {
    assertThat(ClassNumber.of(text)).isEqualTo(OptionalLong.of(number));
    assertThat(ClassNumber.isName(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        ".5",
        "+1",
        "1e3",
        "1E3",
        "-0.5",
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        "None",
        "null",
        "<NA>",
        "",
        "12345678901234567890"
      })
  void otherNumbersAndMissingValuesAreNeitherNumbersNorNames(String text) {
    assertThat(ClassNumber.of(text)).isEmpty();
    assertThat(ClassNumber.isName(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cat", "1d", "1f", "0x10", "2024-01-01", "1_000", "1,5", "true", "٣", "v1.0", "-"})
  void everythingElseIsAName(String text) {
    assertThat(ClassNumber.of(text)).isEmpty();
    assertThat(ClassNumber.isName(text)).isTrue();
  }
}
