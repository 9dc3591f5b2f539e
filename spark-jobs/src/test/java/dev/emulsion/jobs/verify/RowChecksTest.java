package dev.emulsion.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.label.Label;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.OutputSchema;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class RowChecksTest {

  private static final Recipe RECIPE =
      RecipeLoader.parse(
              "test",
              String.join(
                  "\n",
                  "input: {path: in}",
                  "output: {path: out}",
                  "transform: [{random-resized-crop: {size: 2}}]",
                  "mix: {mixup: {}}"),
              List.of())
          .forLabels(Label.Kind.SINGLE);

  private static final StructType SCHEMA = OutputSchema.of(RECIPE.labels());
  private static final RowChecks CHECKS = new RowChecks(RECIPE, 0, 3, 2);

  @Test
  void aConsistentRowHasNoProblems() {
    assertThat(check(Map.of())).isEmpty();
  }

  @Test
  void imageLengthAndSizeAreChecked() {
    assertThat(check(Map.of(OutputSchema.HEIGHT, 3)))
        .containsExactly(
            "a@0.0: image must have 18 bytes for 3×2, was 12", "a@0.0: image must be 2×2, was 3×2");
  }

  @Test
  void lambdaAndEpochAreChecked() {
    assertThat(check(Map.of(OutputSchema.LAMBDA, 1.5, OutputSchema.EPOCH, 4)))
        .contains("a@0.0: lam must be between 0 and 1, was 1.5", "a@0.0: epoch must be 0, was 4");
  }

  @Test
  void theSoftLabelMustFollowFromLabelsAndLambda() {
    assertThat(check(Map.of(OutputSchema.LABEL_PARTNER, 1)))
        .containsExactly("a@0.0: the soft label does not follow from its classes and lambda");
    assertThat(check(Map.of(OutputSchema.LABEL_WEIGHTS, floats(0.25f, 0.25f))))
        .containsExactly(
            "a@0.0: label weights must sum to 1.0, was 0.5",
            "a@0.0: the soft label does not follow from its classes and lambda");
  }

  @Test
  void labelsOutsideTheClassesAreNamed() {
    assertThat(check(Map.of(OutputSchema.LABEL_BASE, 99)))
        .singleElement()
        .asString()
        .startsWith("a@0.0: ")
        .endsWith(", was 99");
    assertThat(check(Map.of(OutputSchema.LABEL_INDICES, ints(0, 3))))
        .contains("a@0.0: label index must be below 3, was 3");
  }

  @Test
  void rowsAreCountedAndHashedEvenAfterTheLastReportedProblem() {
    Row bad = row(Map.of(OutputSchema.EPOCH, 4));
    PartitionSummary summary = CHECKS.summarize(List.of(bad, bad, bad).iterator());
    assertThat(summary.rows()).isEqualTo(3);
    assertThat(summary.problems()).hasSize(2);
    BigInteger one = new ContentDigest(SCHEMA).of(bad);
    assertThat(summary.digest()).isEqualTo(ContentDigest.sum(one, ContentDigest.sum(one, one)));
  }

  private static List<String> check(Map<String, Object> edits) {
    return CHECKS.check(row(edits), ImageColumn.of(RECIPE));
  }

  /** A mixture of class 0 and class 2 with λ 0.25. */
  private static Row row(Map<String, Object> edits) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(OutputSchema.ROW_ID, "a@0.0");
    values.put(OutputSchema.EPOCH, 0);
    values.put(OutputSchema.VARIANT, 0);
    values.put(OutputSchema.BASE_ID, "a");
    values.put(OutputSchema.PARTNER_ID, "b");
    values.put(OutputSchema.METHOD, "mixup");
    values.put(OutputSchema.IMAGE, new byte[12]);
    values.put(OutputSchema.HEIGHT, 2);
    values.put(OutputSchema.WIDTH, 2);
    values.put(OutputSchema.CHANNELS, 3);
    values.put(OutputSchema.LABEL_BASE, 0);
    values.put(OutputSchema.LABEL_PARTNER, 2);
    values.put(OutputSchema.LAMBDA, 0.25);
    values.put(OutputSchema.LAMBDA_DRAWN, 0.25);
    values.put(OutputSchema.LABEL_INDICES, ints(0, 2));
    values.put(OutputSchema.LABEL_WEIGHTS, floats(0.25f, 0.75f));
    values.put(OutputSchema.SOFT_LABEL, floats(0.25f, 0, 0.75f));
    values.put(OutputSchema.PLAN, null);
    values.putAll(edits);
    Object[] ordered = List.of(SCHEMA.fieldNames()).stream().map(values::get).toArray();
    return new GenericRowWithSchema(ordered, SCHEMA);
  }

  private static Object ints(Integer... values) {
    return JavaConverters.asScalaBuffer(List.of(values));
  }

  private static Object floats(float... values) {
    List<Float> list = new java.util.ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return JavaConverters.asScalaBuffer(list);
  }
}
