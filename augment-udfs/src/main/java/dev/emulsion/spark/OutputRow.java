package dev.emulsion.spark;

import dev.emulsion.label.Label;
import dev.emulsion.label.Label.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * One row of {@link OutputSchema}, which describes the columns. Arrays are not copied.
 *
 * @param softLabel present if the schema has that column
 */
public record OutputRow(
    String rowId,
    int epoch,
    int variant,
    String baseId,
    Optional<String> partnerId,
    String method,
    byte[] image,
    int height,
    int width,
    int channels,
    Label labelBase,
    Optional<Label> labelPartner,
    double lambda,
    double lambdaDrawn,
    int[] labelIndices,
    float[] labelWeights,
    Optional<float[]> softLabel,
    Optional<String> plan) {

  /** The row for Spark, with the columns of {@link OutputSchema#of}. */
  public Row toRow() {
    List<Object> values = new ArrayList<>();
    values.add(rowId);
    values.add(epoch);
    values.add(variant);
    values.add(baseId);
    values.add(partnerId.orElse(null));
    values.add(method);
    values.add(image);
    values.add(height);
    values.add(width);
    values.add(channels);
    values.add(LabelColumn.value(labelBase));
    values.add(labelPartner.map(LabelColumn::value).orElse(null));
    values.add(lambda);
    values.add(lambdaDrawn);
    values.add(labelIndices);
    values.add(labelWeights);
    softLabel.ifPresent(values::add);
    values.add(plan.orElse(null));
    return RowFactory.create(values.toArray());
  }

  /**
   * Reads a row.
   *
   * @param row with a schema that {@link OutputSchema#of} gives, and values that it allows
   */
  public static OutputRow of(Row row) {
    return new OutputRow(
        row.getAs(OutputSchema.ROW_ID),
        row.getAs(OutputSchema.EPOCH),
        row.getAs(OutputSchema.VARIANT),
        row.getAs(OutputSchema.BASE_ID),
        Optional.ofNullable(row.getAs(OutputSchema.PARTNER_ID)),
        row.getAs(OutputSchema.METHOD),
        row.getAs(OutputSchema.IMAGE),
        row.getAs(OutputSchema.HEIGHT),
        row.getAs(OutputSchema.WIDTH),
        row.getAs(OutputSchema.CHANNELS),
        label(row, OutputSchema.LABEL_BASE).orElseThrow(),
        label(row, OutputSchema.LABEL_PARTNER),
        row.getAs(OutputSchema.LAMBDA),
        row.getAs(OutputSchema.LAMBDA_DRAWN),
        row.<Integer>getList(row.fieldIndex(OutputSchema.LABEL_INDICES)).stream()
            .mapToInt(index -> index)
            .toArray(),
        LabelColumn.floats(row.getList(row.fieldIndex(OutputSchema.LABEL_WEIGHTS))),
        softLabel(row),
        Optional.ofNullable(row.getAs(OutputSchema.PLAN)));
  }

  private static Optional<Label> label(Row row, String column) {
    int at = row.fieldIndex(column);
    return row.isNullAt(at)
        ? Optional.empty()
        : Optional.of(LabelColumn.read(kind(row.schema().apply(at).dataType()), row, at));
  }

  private static Kind kind(DataType type) {
    if (type instanceof ArrayType array) {
      return array.elementType().equals(DataTypes.IntegerType) ? Kind.MULTI : Kind.DISTRIBUTION;
    }
    return Kind.SINGLE;
  }

  private static Optional<float[]> softLabel(Row row) {
    return row.schema().getFieldIndex(OutputSchema.SOFT_LABEL).isDefined()
        ? Optional.of(LabelColumn.floats(row.getList(row.fieldIndex(OutputSchema.SOFT_LABEL))))
        : Optional.empty();
  }
}
