package dev.emulsion.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.label.Label;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class LabelColumnTest {

  @Test
  void everyKindHasItsOwnType() {
    assertThat(LabelColumn.type(Label.Kind.SINGLE)).isEqualTo(DataTypes.IntegerType);
    assertThat(LabelColumn.type(Label.Kind.MULTI).catalogString()).isEqualTo("array<int>");
    assertThat(LabelColumn.type(Label.Kind.DISTRIBUTION).catalogString()).isEqualTo("array<float>");
  }

  @Test
  void aLabelIsStoredAsAPlainValue() {
    assertThat(LabelColumn.value(new Label.Single(3))).isEqualTo(3);
    assertThat(LabelColumn.value(new Label.Multi(4, 1))).isEqualTo(new int[] {1, 4});
    assertThat(LabelColumn.value(new Label.Distribution(0, 2f))).isEqualTo(new float[] {0, 2f});
  }

  @Test
  void aLabelIsReadFromARowOfSpark() {
    Row row =
        RowFactory.create(
            3,
            JavaConverters.asScalaBuffer(List.of(1, 4)),
            JavaConverters.asScalaBuffer(List.of(0.25f, 0.75f)));
    assertThat(LabelColumn.read(Label.Kind.SINGLE, row, 0)).isEqualTo(new Label.Single(3));
    assertThat(LabelColumn.read(Label.Kind.MULTI, row, 1)).isEqualTo(new Label.Multi(1, 4));
    assertThat(LabelColumn.read(Label.Kind.DISTRIBUTION, row, 2))
        .isEqualTo(new Label.Distribution(0.25f, 0.75f));
  }
}
