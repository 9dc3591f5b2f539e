package dev.emulsion.jobs.sideinput;

import dev.emulsion.io.source.PayloadRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.SourceLabel;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One side input of one sample, on its way to the task that the sample goes to.
 *
 * @param id of the sample
 * @param label of the sample, by which its place on the ring is found
 * @param bytes encoded image, or packed attention map
 * @param name prompt of a generated image, name of an image of the mixing set; empty for a map
 * @param index of a generated image among those of its prompt; else 0
 */
public record SideInputRow(
    String id, SourceLabel label, byte[] bytes, SideInputKind kind, String name, int index) {

  /** Column of {@link SideInputKind#ordinal}. */
  public static final String KIND = "kind";

  public static final String NAME = "name";
  public static final String INDEX = "index";

  /** Columns {@code id, labels, weights, image, kind, name, index}. */
  public static final StructType SCHEMA =
      new StructType()
          .add(PayloadRow.SCHEMA.apply(Samples.ID))
          .add(PayloadRow.SCHEMA.apply(Samples.LABELS))
          .add(PayloadRow.SCHEMA.apply(Samples.WEIGHTS))
          .add(Samples.IMAGE, DataTypes.BinaryType, false)
          .add(KIND, DataTypes.IntegerType, false)
          .add(NAME, DataTypes.StringType, false)
          .add(INDEX, DataTypes.IntegerType, false);

  /** Reads a row of {@link #SCHEMA}. */
  public static SideInputRow of(Row row) {
    return new SideInputRow(
        row.getString(0),
        SourceLabel.read(row, 1),
        row.getAs(3),
        SideInputKind.of(row.getInt(4)),
        row.getString(5),
        row.getInt(6));
  }

  public Row toRow() {
    return RowFactory.create(
        id, label.textsValue(), label.weightsValue(), bytes, kind.ordinal(), name, index);
  }
}
