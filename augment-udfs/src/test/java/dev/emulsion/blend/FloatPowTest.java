package dev.emulsion.blend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatPowTest {

  private static float nearest(float base, float exponent) {
    return (float) StrictMath.pow(base, exponent);
  }

  @Test
  void powersAreTheNearestFloatsOrTheirNeighbors() {
    Random random = new Random(1);
    int off = 0;
    int tries = 0;
    for (int i = 0; i < 200; i++) {
      float exponent = 3 * random.nextFloat() - 1; // from that of a layer to that of an image
      FloatPow power = new FloatPow(exponent);
      for (int j = 0; j < 1000; j++, tries++) {
        float base = 2 * random.nextFloat() * (j % 3 == 0 ? (float) StrictMath.exp(-j / 12.0) : 1);
        float expected = nearest(base, exponent);
        assertThat(Math.abs(power.of(base) - expected)).isLessThanOrEqualTo(Math.ulp(expected));
        off += power.of(base) == expected ? 0 : 1;
      }
    }
    assertThat(off).isLessThan(tries / 10_000);
  }

  @Test
  void theEndsOfEveryIntervalAreExact() {
    for (float exponent : new float[] {0, 1, 2, 0.5f, -1}) {
      FloatPow power = new FloatPow(exponent);
      for (int i = 0; i <= 128; i++) {
        float base = 1 + i / 128f;
        assertThat(power.of(base)).isEqualTo(nearest(base, exponent));
        assertThat(power.of(Math.nextDown(base))).isEqualTo(nearest(Math.nextDown(base), exponent));
      }
    }
  }

  @Test
  void theSmallestNumbersHavePowersToo() {
    for (float exponent : new float[] {0, 0.1f, 1, 2, -1}) {
      FloatPow power = new FloatPow(exponent);
      for (float base : new float[] {0, Float.MIN_VALUE, Float.MIN_NORMAL, 1e-37f}) {
        assertThat(power.of(base)).isEqualTo(nearest(base, exponent));
      }
    }
  }
}
