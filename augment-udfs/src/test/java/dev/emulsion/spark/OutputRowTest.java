package dev.emulsion.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.label.Label;
import dev.emulsion.recipe.LabelsConfig;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutputRowTest {

  static List<Label> labels() {
    return List.of(
        new Label.Single(2), new Label.Multi(0, 2), new Label.Distribution(0.5f, 0.25f, 0.25f));
  }

  @ParameterizedTest
  @MethodSource("labels")
  void aRowIsWhatWasWrittenForEveryKindOfLabel(Label label) {
    OutputRow row = row(label, Optional.of("b"), Optional.of(new float[] {0.25f, 0, 0.75f}));
    assertThat(throughSpark(row, label.kind(), true)).usingRecursiveComparison().isEqualTo(row);
  }

  @Test
  void partnerPlanAndDenseLabelMayBeAbsent() {
    OutputRow row = row(new Label.Single(1), Optional.empty(), Optional.empty());
    OutputRow read = throughSpark(row, Label.Kind.SINGLE, false);
    assertThat(read).usingRecursiveComparison().isEqualTo(row);
    assertThat(read.partnerId()).isEmpty();
    assertThat(read.labelPartner()).isEmpty();
    assertThat(read.softLabel()).isEmpty();
    assertThat(read.plan()).isEmpty();
  }

  /** Encodes a row to Spark's binary form and back. */
  private static OutputRow throughSpark(OutputRow row, Label.Kind kind, boolean dense) {
    StructType schema =
        OutputSchema.of(
            new LabelsConfig(
                Optional.of(kind), LabelsConfig.Order.AUTO, 0, dense, Optional.empty()));
    assertThat(row.toRow().size()).isEqualTo(schema.size());
    ExpressionEncoder<Row> unresolved = ExpressionEncoder.apply(schema);
    ExpressionEncoder<Row> encoder =
        unresolved.resolveAndBind(
            unresolved.resolveAndBind$default$1(), unresolved.resolveAndBind$default$2());
    return OutputRow.of(
        encoder.createDeserializer().apply(encoder.createSerializer().apply(row.toRow())));
  }

  private static OutputRow row(Label label, Optional<String> partner, Optional<float[]> dense) {
    return new OutputRow(
        "a@3.1",
        3,
        1,
        "a",
        partner,
        "mixup",
        new byte[] {1, 2, 3},
        4,
        5,
        3,
        label,
        partner.map(id -> label),
        0.25,
        0.5,
        new int[] {0, 2},
        new float[] {0.25f, 0.75f},
        dense,
        partner.map(id -> "{}"));
  }
}
