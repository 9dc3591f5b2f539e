package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.SideInputKind;
import dev.emulsion.jobs.sideinput.SideInputRow;
import dev.emulsion.label.Label;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.ListedPair;
import dev.emulsion.ring.Target;
import dev.emulsion.spark.LabelColumn;
import java.nio.ByteBuffer;
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

  /** Column of the {@link ListedPair} of a partner, which only {@code pairing.table} needs. */
  static final String PAIR = "pair";

  /** The last columns, which are not sent where no sample has side inputs. */
  static final String[] SIDE_INPUT_COLUMNS = {
    SideInputRow.KIND, SideInputRow.NAME, SideInputRow.INDEX
  };

  private static final int PAIR_AT = 6;
  private static final int SIDE_INPUTS = 3;

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
        .add(PAIR, DataTypes.BinaryType, true)
        .add(SideInputRow.KIND, DataTypes.IntegerType, false)
        .add(SideInputRow.NAME, DataTypes.StringType, true)
        .add(SideInputRow.INDEX, DataTypes.IntegerType, false);
  }

  /**
   * Reads a row of {@link #schema}, with or without {@link #PAIR} and {@link #SIDE_INPUT_COLUMNS}.
   */
  static ShuffledRow of(Row row, Label.Kind kind) {
    int sideInputsAt = row.size() % SIDE_INPUTS == 0 ? PAIR_AT : PAIR_AT + 1;
    int partitionKey = row.getInt(0);
    Lane lane = Lane.ofCode(row.getLong(2));
    Target target =
        sideInputsAt == PAIR_AT || row.isNullAt(PAIR_AT)
            ? new Target(lane, row.getInt(1))
            : new Target(lane, row.getInt(1), ListedPair.read(ByteBuffer.wrap(row.getAs(PAIR_AT))));
    String id = row.getString(3);
    Optional<Label> label =
        row.isNullAt(4) ? Optional.empty() : Optional.of(LabelColumn.read(kind, row, 4));
    byte[] bytes = row.getAs(5);
    return row.size() == sideInputsAt
        ? image(partitionKey, target, id, label.orElseThrow(), bytes)
        : new ShuffledRow(
            partitionKey,
            target,
            id,
            label,
            bytes,
            SideInputKind.of(row.getInt(sideInputsAt)),
            row.getString(sideInputsAt + 1),
            row.getInt(sideInputsAt + 2));
  }

  Row toRow() {
    return RowFactory.create(
        partitionKey,
        target.rank(),
        target.lane().code(),
        id,
        label.map(LabelColumn::value).orElse(null),
        bytes,
        target.isListed() ? target.pair().bytes() : null,
        kind.ordinal(),
        name,
        index);
  }
}
