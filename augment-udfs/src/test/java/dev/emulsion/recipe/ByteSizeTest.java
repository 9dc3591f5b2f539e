package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "17B, 17",
    "1kB, 1000",
    "1KiB, 1024",
    "256MB, 256000000",
    "64MiB, 67108864",
    "64 MiB, 67108864",
    "1.5GiB, 1610612736",
    "2TB, 2000000000000"
  })
  void aPrefixIsDecimalAndWithAnIBinary(String text, long bytes) {
    assertThat(ByteSize.parse(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MB", "-1MB", "1 M B", "1XB", "9999999TiB", "1e3"})
  void anyOtherTextIsNoSize(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }

  @Test
  void aSizeIsWrittenInTheLargestUnitThatDividesIt() {
    assertThat(ByteSize.format(256L << 20)).isEqualTo("256MiB");
    assertThat(ByteSize.format(1L << 40)).isEqualTo("1TiB");
    assertThat(ByteSize.format(1500)).isEqualTo("1500");
    for (long bytes : new long[] {0, 1, 1023, 1024, 1536, 1 << 20, 256_000_000, 3L << 50}) {
      assertThat(ByteSize.parse(ByteSize.format(bytes))).hasValue(bytes);
    }
  }
}
