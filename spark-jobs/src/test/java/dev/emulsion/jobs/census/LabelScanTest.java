package dev.emulsion.jobs.census;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.jobs.census.LabelFindings.Violation;
import dev.emulsion.label.Label;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelScanTest {

  private static final LabelScan NUMBERS = new LabelScan(Label.Kind.MULTI, true, 0, Set.of());
  private static final LabelScan WEIGHTS =
      new LabelScan(Label.Kind.DISTRIBUTION, false, 0, Set.of());

  private static LabelFindings scan(LabelScan scan, String id, SourceLabel label) {
    return scan.scan(new IndexRow(id, label, id, 1));
  }

  private static SourceLabel texts(String... texts) {
    return SourceLabel.ofTexts(Arrays.asList(texts));
  }

  private static SourceLabel weights(Float... weights) {
    return SourceLabel.ofWeights(Arrays.asList(weights));
  }

  private static void assertBreaks(LabelFindings findings, LabelRule rule, String value) {
    assertThat(findings.violations()).isEqualTo(Map.of(rule, new Violation(1, "s", value)));
  }

  @Test
  void aLabelBreaksTheFirstRuleThatItViolates() {
    assertThat(scan(NUMBERS, "", texts("1")).violations()).containsOnlyKeys(LabelRule.ID);
    assertBreaks(scan(NUMBERS, "s", SourceLabel.NONE), LabelRule.LABEL, "");
    assertBreaks(scan(NUMBERS, "s", texts()), LabelRule.NOT_EMPTY, "");
    assertBreaks(scan(NUMBERS, "s", texts("1", null)), LabelRule.NO_NULL, "[1, null]");
    assertBreaks(scan(NUMBERS, "s", texts("1", "cat")), LabelRule.NUMBER, "cat");
    assertBreaks(scan(NUMBERS, "s", texts("-1")), LabelRule.NOT_NEGATIVE, "-1");
    assertBreaks(scan(WEIGHTS, "s", weights(1f, -1f)), LabelRule.WEIGHTS, "-1.0 for class 1");
    assertBreaks(scan(WEIGHTS, "s", weights(0f, 0f)), LabelRule.POSITIVE_WEIGHT, "");
    LabelScan named = new LabelScan(Label.Kind.SINGLE, false, 2, Set.of("cat", "dog"));
    assertBreaks(scan(named, "s", texts("zebra")), LabelRule.KNOWN, "zebra");
    LabelScan two = new LabelScan(Label.Kind.DISTRIBUTION, false, 2, Set.of());
    assertBreaks(scan(two, "s", weights(1f)), LabelRule.LENGTH, "1");
  }

  @Test
  void longValuesAreShortened() {
    String value =
        scan(NUMBERS, "s", texts("x".repeat(100))).violations().get(LabelRule.NUMBER).value();
    assertThat(value).isEqualTo("x".repeat(60) + "…");
  }

  @Test
  void validNumbersAskForOneMoreClassThanTheLargest() {
    LabelFindings findings =
        scan(NUMBERS, "a", texts("2", "7")).and(scan(NUMBERS, "b", texts("0")));
    assertThat(findings.violations()).isEmpty();
    assertThat(findings.classes()).isEqualTo(8);
    assertThat(LabelFindings.NONE.classes()).isZero();
  }

  @Test
  void findingsAddUpWithTheFirstIdAsExample() {
    LabelFindings b = scan(NUMBERS, "b", texts("x"));
    LabelFindings a = scan(NUMBERS, "a", texts("y"));
    Map<LabelRule, Violation> both = Map.of(LabelRule.NUMBER, new Violation(2, "a", "y"));
    assertThat(a.and(b).violations()).isEqualTo(both);
    assertThat(b.and(a).violations()).isEqualTo(both);
    LabelFindings valid = scan(NUMBERS, "c", texts("3"));
    assertThat(valid.and(b).violations()).isEqualTo(b.violations());
    assertThat(valid.and(b).classes()).isEqualTo(4);
  }

  @Test
  void everyBrokenRuleIsOneLineOfTheMessage() {
    LabelFindings findings =
        scan(NUMBERS, "b", texts("x")).and(scan(NUMBERS, "a", SourceLabel.NONE));
    assertThatThrownBy(() -> NUMBERS.check(findings))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every sample needs a label, but a has none (1 in all); remove such samples from the"
                + " input, or label them\n"
                + "a label must be a whole class number, was x for b (1 in all); give every class a"
                + " number, or set labels.order to lexical if the labels are names");
  }

  @Test
  void allSamplesNeedTheSameNumberOfWeights() {
    LabelFindings two = scan(WEIGHTS, "a", weights(1f, 0f));
    assertThatCode(() -> WEIGHTS.check(two.and(scan(WEIGHTS, "b", weights(0f, 1f)))))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> WEIGHTS.check(two.and(scan(WEIGHTS, "b", weights(1f)))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "all samples must have the same number of weights, but b has 1 and a has 2; give every"
                + " sample one weight per class");
  }

  @Test
  void aStrayNumberDoesNotMakeAHundredThousandClasses() {
    assertThatThrownBy(() -> NUMBERS.check(scan(NUMBERS, "s", texts("100000"))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "s asks for 100001 classes; if there really are so many, set labels.classes to their"
                + " number, or labels.order to lexical if the labels are names");
    LabelScan known = new LabelScan(Label.Kind.SINGLE, true, 200_000, Set.of());
    assertThatCode(() -> known.check(scan(known, "s", texts("100000")))).doesNotThrowAnyException();
  }

  @Test
  void labelsAreReadByNameOrNumber() {
    LabelReader names = new LabelReader(Label.Kind.SINGLE, false, List.of("dog", "cat"));
    assertThat(names.read("s", texts("cat"))).isEqualTo(new Label.Single(1));
    LabelReader numbers = new LabelReader(Label.Kind.MULTI, true, List.of("0", "1", "2"));
    assertThat(numbers.read("s", texts("0", "2"))).isEqualTo(new Label.Multi(0, 2));
    assertThatThrownBy(() -> names.read("s", texts("zebra")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the label of s changed after the input was listed; rerun once the input is no longer"
                + " being written");
  }
}
