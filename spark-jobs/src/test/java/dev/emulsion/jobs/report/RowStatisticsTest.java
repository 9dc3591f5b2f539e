package dev.emulsion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Box;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.mix.CutMix;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.spark.OutputRow;
import dev.emulsion.spark.OutputSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class RowStatisticsTest {

  private static final StructType SCHEMA =
      OutputSchema.of(
          new LabelsConfig(
              Optional.of(Label.Kind.SINGLE), LabelsConfig.Order.AUTO, 0, true, Optional.empty()));

  /** A row of 32 × 64 pixels with a box of the partner, λ drawn 0.25 and shown 0.75. */
  private static Row mixed(int base, int partner, Box box) {
    CutMix.Plan plan = new CutMix.Plan(new Size(32, 64), box, 0.25, CutMix.Lambda.BY_AREA);
    return row(
        new OutputRow(
            base + ".jpg@0.0",
            0,
            0,
            base + ".jpg",
            Optional.of(partner + ".jpg"),
            "cutmix",
            new byte[0],
            32,
            64,
            3,
            new Label.Single(base),
            Optional.of(new Label.Single(partner)),
            0.75,
            0.25,
            new int[] {base, partner},
            new float[] {0.75f, 0.25f},
            Optional.of(new float[3]),
            Optional.of(Plans.write(new OutputPlan(List.of(), List.of(), plan)))));
  }

  /** A row as Spark gives it, with lists for arrays. */
  private static Row row(OutputRow row) {
    Object[] values = new Object[SCHEMA.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = row.toRow().get(i);
      if (value instanceof int[] ints) {
        value = seq(Arrays.stream(ints).boxed().toList());
      } else if (value instanceof float[] floats) {
        value = seq(List.of(floats[0], floats[1]));
      }
      values[i] = value;
    }
    return new GenericRowWithSchema(values, SCHEMA);
  }

  private static Object seq(List<?> list) {
    return JavaConverters.asScalaBuffer(list).toSeq();
  }

  private static RowStatistics of(Row... rows) {
    return RowStatistics.part(List.of(rows).iterator(), Label.Kind.SINGLE, 3);
  }

  @Test
  void massGoesFromBasesToPartners() {
    RowStatistics sum = of(mixed(0, 2, new Box(0, 0, 8, 8)), mixed(0, 0, new Box(0, 0, 8, 8)));
    assertThat(sum.before).containsExactly(2_000_000, 0, 0);
    // 0.75 + 0.75 + 0.25 of class 0, 0.25 of class 2
    assertThat(sum.after).containsExactly(1_750_000, 0, 250_000);
    assertThat(sum.pairs).isEqualTo(Map.of(2L, 1L, 0L, 1L)); // 0 · 3 + 2, 0 · 3 + 0
    assertThat(sum.mixed).isEqualTo(2);
    assertThat(sum.sameClass).isEqualTo(1);
  }

  @Test
  void lambdaIsCountedAsDrawnAndAsShown() {
    RowStatistics sum = of(mixed(0, 1, new Box(0, 0, 8, 8)));
    assertThat(sum.drawnShown[5][15]).isEqualTo(1); // 0.25 and 0.75 in steps of 1/20
    assertThat(sum.lambdas.get("cutmix").drawn).isEqualTo(Map.of(16_384, 1L)); // of 65536
    assertThat(RowStatistics.bin(1)).isEqualTo(19);
    assertThat(RowStatistics.bin(0)).isZero();
  }

  @Test
  void aCellIsCoveredIfItsCenterIs() {
    // cells are 2 rows × 4 columns; their centers are rows 1, 3, 5, … and columns 2, 6, 10, …
    RowStatistics sum = of(mixed(0, 1, new Box(1, 2, 3, 5)));
    RowStatistics.Coverage coverage = sum.coverage.get("cutmix");
    assertThat(coverage.rows).isEqualTo(1);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        boolean inside = 1 <= 2 * y + 1 && 2 * y + 1 < 4 && 2 <= 4 * x + 2 && 4 * x + 2 < 7;
        assertThat(coverage.cells[y][x]).as(y + ", " + x).isEqualTo(inside ? 1 : 0);
      }
    }
  }
}
