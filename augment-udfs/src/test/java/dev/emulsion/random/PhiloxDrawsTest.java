package dev.emulsion.random;

import static dev.emulsion.random.Statistics.KOLMOGOROV_999;
import static dev.emulsion.random.Statistics.betaCdf;
import static dev.emulsion.random.Statistics.kolmogorov;
import static dev.emulsion.random.Statistics.normalCdf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.PrimitiveIterator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The distributions, at the recorded seed 20261123. */
class PhiloxDrawsTest {

  private static final int MANY = 50_000;

  @Test
  void aUniformIsTheMiddleOfOneOf2To52Cells() {
    assertThat(scripted(0).uniform()).isEqualTo(0x1p-53);
    assertThat(scripted(-1).uniform()).isEqualTo(1 - 0x1p-53);
    assertThat(scripted(Long.MIN_VALUE).uniform()).isEqualTo(0.5 + 0x1p-53);
    // the lowest 12 bits do not count
    assertThat(scripted(0xFFF).uniform()).isEqualTo(0x1p-53);
    assertThat(scripted(0x1000).uniform()).isEqualTo(1.5 * 0x1p-52);
  }

  @Test
  void uniformsFillTheUnitIntervalEvenly() {
    assertThat(kolmogorov(sample(Draws::uniform), x -> x)).isLessThan(KOLMOGOROV_999);
  }

  @Test
  void aUniformBetweenTwoNumbersStaysBetweenThem() {
    double[] drawn = sample(draws -> draws.uniform(-3, 5));
    assertThat(kolmogorov(drawn, x -> (x + 3) / 8)).isLessThan(KOLMOGOROV_999);
  }

  @Test
  void normalsFollowTheNormalLaw() {
    assertThat(kolmogorov(sample(Draws::normal), Statistics::normalCdf)).isLessThan(KOLMOGOROV_999);
  }

  @Test
  void theNormalLawOfTheTestIsTheOneOfTheTables() {
    assertThat(normalCdf(1.959963984540054)).isCloseTo(0.975, within(1e-14));
    assertThat(normalCdf(-1)).isCloseTo(0.15865525393145705, within(1e-14));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.2, 0.4, 0.8, 1, 2, 8})
  void symmetricBetasFollowTheirLaw(double alpha) {
    double[] drawn = sample(draws -> draws.beta(alpha, alpha));
    assertThat(kolmogorov(drawn, x -> betaCdf(alpha, alpha, x))).isLessThan(KOLMOGOROV_999);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 2",
    "2, 0.5",
    "3, 0.7",
    "0.7, 3",
    "1, 2",
    "2, 1",
    "0.01, 5",
    "5, 0.01",
    "0.3, 0.9",
    "0.9, 0.3",
    "1.5, 40",
    "40, 1.5"
  })
  void betasOfTwoParametersFollowTheirLaw(double a, double b) {
    double[] drawn = sample(draws -> draws.beta(a, b));
    assertThat(kolmogorov(drawn, x -> betaCdf(a, b, x))).isLessThan(KOLMOGOROV_999);
  }

  @Test
  void theBetaLawOfTheTestHasItsClosedForms() {
    // I_x(1, b) = 1 - (1-x)^b;  I_x(a, 1) = x^a;  I_x(1/2, 1/2) = 2/π·asin √x
    assertThat(betaCdf(1, 3, 0.3)).isCloseTo(1 - Math.pow(0.7, 3), within(1e-12));
    assertThat(betaCdf(0.4, 1, 0.9)).isCloseTo(Math.pow(0.9, 0.4), within(1e-12));
    assertThat(betaCdf(0.5, 0.5, 0.2))
        .isCloseTo(2 / Math.PI * Math.asin(Math.sqrt(0.2)), within(1e-12));
  }

  @Test
  void theKolmogorovStatisticSeesAWrongParameter() {
    double[] drawn = sample(draws -> draws.beta(0.8, 0.8));
    assertThat(kolmogorov(drawn, x -> betaCdf(1, 1, x))).isGreaterThan(2 * KOLMOGOROV_999);
  }

  @ParameterizedTest
  @CsvSource({
    "1e-300, 1e-300", "4.9e-324, 4.9e-324", "1e-5, 1e-5", "1e-5, 3", "3, 1e-5", "1e-300, 1e10",
    "1e10, 1e-300", "1e6, 1e6", "1e15, 1e15", "1e100, 1e100", "1e100, 2", "1e-300, 1e100",
    "1.0000000000000002, 1.0000000000000002", "1, 1.0000000000000002"
  })
  void extremeParametersStillGiveAShare(double a, double b) {
    Draws draws = draws();
    for (int i = 0; i < 2000; i++) {
      assertThat(draws.beta(a, b)).isBetween(0.0, 1.0);
    }
  }

  @Test
  void tinyParametersGiveBothEndsEquallyOften() {
    // Beta(a, a) is a fair coin in the limit: 25000 ± 112
    double ones = 0;
    for (double value : sample(draws -> draws.beta(1e-6, 1e-6))) {
      ones += value;
    }
    assertThat(ones).isBetween(MANY / 2 - 560.0, MANY / 2 + 560.0);
  }

  @Test
  void betaParametersOutsideTheirRangeAreRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draws().beta(0, 1))
        .withMessage("a must be positive and at most 1e100, was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draws().beta(1, Double.NaN))
        .withMessage("b must be positive and at most 1e100, was NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> draws().beta(1e101, 1));
  }

  @Test
  void lambdasAreMultiplesOf1Over65536() {
    Draws draws = draws();
    for (int i = 0; i < 1000; i++) {
      double lambda = draws.lambda(0.2);
      assertThat(lambda * 65536).isEqualTo(Math.rint(lambda * 65536)).isBetween(0.0, 65536.0);
      assertThat((double) (float) lambda).isEqualTo(lambda);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 224, 1 << 16, (1 << 30) + 1, Integer.MAX_VALUE})
  void boundedIntegersAreEquallyLikely(int bound) {
    // cells of whole numbers; where the bound is no multiple of the cells, their sizes differ by 1
    int cells = Math.min(bound, 16);
    double[] counts = new double[cells];
    Draws draws = draws();
    for (int i = 0; i < MANY; i++) {
      int value = draws.below(bound);
      assertThat(value).isBetween(0, bound - 1);
      counts[(int) ((long) value * cells / bound)]++;
    }
    double chiSquare = 0;
    for (int cell = 0; cell < cells; cell++) {
      double expected = (double) MANY * size(cell, cells, bound) / bound;
      chiSquare += (counts[cell] - expected) * (counts[cell] - expected) / expected;
    }
    // the 99.9 % point of chi-square with 15 degrees of freedom, larger than with fewer
    assertThat(chiSquare).isLessThan(37.7);
  }

  @Test
  void wordsThatWouldMakeSmallNumbersLikelierAreDrawnAgain() {
    // 2^64 mod 3 = 1: only a word whose product with 3 ends in 64 zero bits is refused, the word 0
    assertThat(scripted(0, -1).below(3)).isEqualTo(2);
    assertThat(scripted(1, -1).below(3)).isZero();
    // 2^64 mod 6 = 4: words 0 and 2^63 give 0 in the lower half and are refused
    assertThat(scripted(0, Long.MIN_VALUE, -1).below(6)).isEqualTo(5);
    // a power of two divides 2^64: nothing is refused
    assertThat(scripted(0, -1).below(4)).isZero();
  }

  @Test
  void aBoundBelowOneIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draws().below(0))
        .withMessage("bound must be at least 1, was 0");
  }

  @Test
  void choicesFollowTheirWeights() {
    double[] weights = {0.5, 0, 1.5, 2};
    int[] counts = new int[4];
    Draws draws = draws();
    for (int i = 0; i < MANY; i++) {
      counts[draws.choice(weights)]++;
    }
    assertThat(counts[1]).isZero();
    for (int i = 0; i < 4; i++) {
      double share = weights[i] / 4;
      double error = Math.sqrt(MANY * share * (1 - share));
      assertThat((double) counts[i]).isCloseTo(MANY * share, within(4 * error));
    }
  }

  @Test
  void aChanceIsTakenAsOftenAsItsProbabilitySays() {
    Draws draws = draws();
    assertThat(IntStream.range(0, 1000).noneMatch(i -> draws.chance(0))).isTrue();
    assertThat(IntStream.range(0, 1000).allMatch(i -> draws.chance(1))).isTrue();
    long taken = IntStream.range(0, MANY).filter(i -> draws.chance(0.3)).count();
    assertThat((double) taken).isCloseTo(0.3 * MANY, within(4 * Math.sqrt(MANY * 0.21)));
  }

  @Test
  void equalKeysGiveEqualDraws() {
    Draws one = draws();
    Draws other = draws();
    for (int i = 0; i < 100; i++) {
      assertThat(one.beta(0.8, 0.8)).isEqualTo(other.beta(0.8, 0.8));
      assertThat(one.below(224)).isEqualTo(other.below(224));
    }
  }

  private static long size(int cell, int cells, int bound) {
    // values v with floor(v·cells/bound) = cell are those from ceil(cell·bound/cells) on
    long from = ((long) cell * bound + cells - 1) / cells;
    long to = ((cell + 1L) * bound + cells - 1) / cells;
    return to - from;
  }

  private static double[] sample(ToDoubleFunction<Draws> kind) {
    Draws draws = draws();
    return IntStream.range(0, MANY).mapToDouble(i -> kind.applyAsDouble(draws)).toArray();
  }

  private static Draws draws() {
    return new PhiloxDraws(new DrawKey(20261123, 0, SampleKey.of("cat/1.jpg"), Purpose.MIX, 0, 0));
  }

  /** Draws from these words; asking for more fails. */
  private static Draws scripted(long... words) {
    PrimitiveIterator.OfLong left = LongStream.of(words).iterator();
    return new PhiloxDraws(left::nextLong);
  }
}
