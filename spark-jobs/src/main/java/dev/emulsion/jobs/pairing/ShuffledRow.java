package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.SideInputKind;
import dev.emulsion.jobs.sideinput.SideInputRow;
import dev.emulsion.label.Label;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.Target;
import dev.emulsion.spark.LabelColumn;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A row of the payload shuffle: an encoded image or a side input, on its way to a lane.
 *
 * @param partitionKey sends the row to the partition of its bucket, see {@link
 *     dev.emulsion.ring.PartitionKeys}
 * @param id of the sample
 * @param label of the sample; absent for side inputs
 * @param bytes the encoded image, or a packed attention map
 * @param name prompt of a generated image, or name of an image of the mixing set; else null
 * @param index of a generated image among those of its prompt; else 0
 */
record ShuffledRow(
    int partitionKey,
    Target target,
    String id,
    Optional<Label> label,
    byte[] bytes,
    SideInputKind kind,
    String name,
    int index) {

  static final String PARTITION_KEY = "partition_key";
  static final String RANK = "rank";
  static final String LANE = "lane";

  /** The last columns, which are not sent where no sample has side inputs. */
  static final String[] SIDE_INPUT_COLUMNS = {
    SideInputRow.KIND, SideInputRow.NAME, SideInputRow.INDEX
  };

  private static final int SIDE_INPUTS_AT = 6;

  /** A row for the image of a sample. */
  static ShuffledRow image(int partitionKey, Target target, String id, Label label, byte[] image) {
    return new ShuffledRow(
        partitionKey, target, id, Optional.of(label), image, SideInputKind.IMAGE, null, 0);
  }

  static StructType schema(Label.Kind kind) {
    return new StructType()
        .add(PARTITION_KEY, DataTypes.IntegerType, false)
        .add(RANK, DataTypes.IntegerType, false)
        .add(LANE, DataTypes.LongType, false)
        .add(Samples.ID, DataTypes.StringType, false)
        .add("label", LabelColumn.type(kind), true)
        .add(Samples.IMAGE, DataTypes.BinaryType, false)
        .add(SideInputRow.KIND, DataTypes.IntegerType, false)
        .add(SideInputRow.NAME, DataTypes.StringType, true)
        .add(SideInputRow.INDEX, DataTypes.IntegerType, false);
  }

  /** Reads a row of {@link #schema}, with or without {@link #SIDE_INPUT_COLUMNS}. */
  static ShuffledRow of(Row row, Label.Kind kind) {
    int partitionKey = row.getInt(0);
    Target target = new Target(Lane.ofCode(row.getLong(2)), row.getInt(1));
    String id = row.getString(3);
    Optional<Label> label =
        row.isNullAt(4) ? Optional.empty() : Optional.of(LabelColumn.read(kind, row, 4));
    byte[] bytes = row.getAs(5);
    return row.size() == SIDE_INPUTS_AT
        ? image(partitionKey, target, id, label.orElseThrow(), bytes)
        : new ShuffledRow(
            partitionKey,
            target,
            id,
            label,
            bytes,
            SideInputKind.of(row.getInt(6)),
            row.getString(7),
            row.getInt(8));
  }

  Row toRow() {
    return RowFactory.create(
        partitionKey,
        target.rank(),
        target.lane().code(),
        id,
        label.map(LabelColumn::value).orElse(null),
        bytes,
        kind.ordinal(),
        name,
        index);
  }
}
