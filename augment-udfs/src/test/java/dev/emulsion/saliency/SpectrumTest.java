package dev.emulsion.saliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SpectrumTest {

  private static final int SIDE = Spectrum.SIDE;

  @Test
  void aTransformIsTheSumOfTurnedSamplesWithRowsAndColumnsExchanged() {
    double[][] re = noise(1);
    double[][] im = noise(2);
    double[][] givenRe = copy(re);
    double[][] givenIm = copy(im);
    Spectrum.transform(re, im);
    for (int[] at : new int[][] {{0, 0}, {1, 0}, {0, 1}, {5, 40}, {63, 17}, {32, 32}}) {
      double sumRe = 0;
      double sumIm = 0;
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          double angle = -2 * Math.PI * (at[0] * y + at[1] * x) / SIDE;
          sumRe += givenRe[y][x] * Math.cos(angle) - givenIm[y][x] * Math.sin(angle);
          sumIm += givenRe[y][x] * Math.sin(angle) + givenIm[y][x] * Math.cos(angle);
        }
      }
      assertThat(re[at[1]][at[0]]).isCloseTo(sumRe, within(1e-9));
      assertThat(im[at[1]][at[0]]).isCloseTo(sumIm, within(1e-9));
    }
  }

  @Test
  void theInverseGivesThePlaneBackTimesItsSize() {
    double[][] re = noise(3);
    double[][] im = noise(4);
    double[][] given = copy(re);
    Spectrum.transform(re, im);
    Spectrum.transform(im, re);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        assertThat(re[y][x] / (SIDE * SIDE)).isCloseTo(given[y][x], within(1e-12));
      }
    }
  }

  @Test
  void bothButterfliesGiveEqualBits() {
    double[][] scalar = {noise(5)[0], noise(5)[1], noise(5)[2], noise(5)[3]};
    double[][] vectors = copy(scalar);
    new ScalarButterfly().apply(scalar[0], scalar[1], scalar[2], scalar[3], 0.6, -0.8);
    new VectorButterfly().apply(vectors[0], vectors[1], vectors[2], vectors[3], 0.6, -0.8);
    assertThat(vectors).isEqualTo(scalar);
    // (a − b) · (0.6 − 0.8i), of the first column
    double[][] given = noise(5);
    double re = given[0][0] - given[2][0];
    double im = given[1][0] - given[3][0];
    assertThat(scalar[0][0]).isEqualTo(given[0][0] + given[2][0]);
    assertThat(scalar[2][0]).isCloseTo(0.6 * re + 0.8 * im, within(1e-15));
    assertThat(scalar[3][0]).isCloseTo(0.6 * im - 0.8 * re, within(1e-15));
  }

  @Test
  void inverseNinthRootsAreRightToTwelveDigits() {
    double[] numbers = new double[300];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = StrictMath.pow(10, i * 0.2);
    }
    double[] roots = new double[numbers.length];
    SpectralResidual.inverseNinthRoots(numbers, roots);
    for (int i = 0; i < numbers.length; i++) {
      double root = StrictMath.pow(numbers[i], -1 / 9.0);
      assertThat(roots[i]).isCloseTo(root, within(1e-12 * root));
    }
  }

  private static double[][] noise(long seed) {
    Random random = new Random(seed);
    double[][] plane = new double[SIDE][SIDE];
    for (double[] row : plane) {
      for (int x = 0; x < SIDE; x++) {
        row[x] = random.nextDouble() - 0.5;
      }
    }
    return plane;
  }

  private static double[][] copy(double[][] plane) {
    double[][] copy = new double[plane.length][];
    for (int y = 0; y < copy.length; y++) {
      copy[y] = plane[y].clone();
    }
    return copy;
  }
}
