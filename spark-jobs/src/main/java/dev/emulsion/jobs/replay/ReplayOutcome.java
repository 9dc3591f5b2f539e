package dev.emulsion.jobs.replay;

import dev.emulsion.jobs.replay.ReplayReport.Difference;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.jobs.replay.ReplayReport.PixelDifference;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The outcome of re-rendering one row.
 *
 * @param difference empty if the row is identical
 * @param png the stored and the re-rendered image, if that was asked for and could be rendered
 */
record ReplayOutcome(String rowId, Optional<Difference> difference, Optional<byte[]> png) {

  static final String ROW_ID = "rowId";
  private static final String KIND = "kind";
  private static final String MESSAGE = "message";
  private static final String POSITION = "position";
  private static final String PNG = "png";

  private static final StructType POSITION_SCHEMA =
      new StructType()
          .add("row", DataTypes.IntegerType)
          .add("column", DataTypes.IntegerType)
          .add("channel", DataTypes.IntegerType)
          .add("stored", DataTypes.IntegerType)
          .add("rerendered", DataTypes.IntegerType)
          .add("differingPixels", DataTypes.LongType)
          .add("totalPixels", DataTypes.LongType);

  /** {@code kind} is null for an identical row. */
  static final StructType SCHEMA =
      new StructType()
          .add(ROW_ID, DataTypes.StringType)
          .add(KIND, DataTypes.StringType)
          .add(MESSAGE, DataTypes.StringType)
          .add(POSITION, POSITION_SCHEMA)
          .add(PNG, DataTypes.BinaryType);

  static ReplayOutcome of(Row row) {
    String rowId = row.getAs(ROW_ID);
    return new ReplayOutcome(
        rowId,
        Optional.<String>ofNullable(row.getAs(KIND))
            .map(
                kind ->
                    new Difference(
                        rowId,
                        Kind.valueOf(kind),
                        row.getAs(MESSAGE),
                        Optional.<Row>ofNullable(row.getAs(POSITION))
                            .map(ReplayOutcome::position))),
        Optional.ofNullable(row.getAs(PNG)));
  }

  Row toRow() {
    return new GenericRowWithSchema(
        new Object[] {
          rowId,
          difference.map(it -> it.kind().name()).orElse(null),
          difference.map(Difference::message).orElse(null),
          difference.flatMap(Difference::position).map(ReplayOutcome::toRow).orElse(null),
          png.orElse(null)
        },
        SCHEMA);
  }

  private static PixelDifference position(Row row) {
    return new PixelDifference(
        row.getAs("row"),
        row.getAs("column"),
        row.getAs("channel"),
        row.getAs("stored"),
        row.getAs("rerendered"),
        row.getAs("differingPixels"),
        row.getAs("totalPixels"));
  }

  private static Row toRow(PixelDifference it) {
    return new GenericRowWithSchema(
        new Object[] {
          it.row(),
          it.column(),
          it.channel(),
          it.stored(),
          it.rerendered(),
          it.differingPixels(),
          it.totalPixels()
        },
        POSITION_SCHEMA);
  }
}
