package dev.emulsion.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Float16Test {

  /** Bit patterns of IEEE 754-2019, table 3.5: 1 sign, 5 exponent, 10 fraction bits. */
  @ParameterizedTest
  @CsvSource({
    "0.0, 0000",
    "-0.0, 8000",
    "1.0, 3c00",
    "-2.0, c000",
    "65504.0, 7bff", // the largest
    "65519.99, 7bff",
    "65520.0, 7c00", // half way to 65536: to even, which is infinity
    "1e9, 7c00",
    "-1e9, fc00",
    "6.1035156e-05, 0400", // 2^-14, the smallest normal
    "5.9604645e-08, 0001", // 2^-24, the smallest of all
    "2.9802322e-08, 0000", // half of it: to even
    "2.9802326e-08, 0001",
    "1.0004883, 3c00", // half way between 1 and the next: to even
    "1.0014648, 3c02", // half way from an odd one: up to even
    "0.33325195, 3555",
  })
  void roundsToNearestEven(float value, String bits) {
    assertThat(String.format("%04x", Float16.bits(value) & 0xFFFF)).isEqualTo(bits);
  }

  @Test
  void nanStaysNan() {
    assertThat(Float16.value(Float16.bits(Float.NaN))).isNaN();
  }

  @Test
  void everyFloat16IsReadBackExactly() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.value((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Float16.bits(value)).isEqualTo((short) bits);
      }
    }
  }
}
