package dev.emulsion.spark.ml;

import dev.emulsion.DataException;
import dev.emulsion.label.Label;
import dev.emulsion.ring.Halo;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.PartitionKeys;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.Target;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Sends the rows of a dataset to their places on the ring, as a plan that runs no job.
 *
 * <p>Ids and labels are summarized into one row, from which the {@link Halo} of every bucket
 * follows. It is joined with the rows by id, so that the few rows that are partners in another
 * bucket are sent there as well. All rows are shuffled once. The dataset is read twice, once for
 * its ids and labels.
 */
record PairedDataset(PairSpec spec, InputLabelColumn labels) implements Serializable {

  static final int PARTITION_KEY_AT = 0;
  static final int SORT_AT = 1;
  static final int LANE_AT = 2;
  static final int RANK_AT = 3;
  static final int COUNTS_AT = 4;

  /** Number of columns before those of the dataset. */
  static final int OWN_COLUMNS = 5;

  private static final String PREFIX = "__emulsion_";
  private static final String ID = PREFIX + "id";
  private static final String PARTNER_ID = PREFIX + "partner_id";
  private static final String LANES = PREFIX + "lanes";
  private static final String RANKS = PREFIX + "ranks";
  private static final String LABEL = PREFIX + "label";
  private static final String COUNT = PREFIX + "count";
  private static final String PARTITION_KEY = PREFIX + "partition_key";
  private static final String SORT = PREFIX + "sort";

  private static final StructType SUMMARY =
      new StructType().add("summary", DataTypes.BinaryType, false);

  private static final StructType HALO =
      new StructType()
          .add(PARTNER_ID, DataTypes.StringType, false)
          .add(LANES, DataTypes.createArrayType(DataTypes.LongType, false), false)
          .add(RANKS, DataTypes.createArrayType(DataTypes.IntegerType, false), false);

  /**
   * Every bucket in one partition: first a row with the counts of all classes, then its bases in
   * ring order, then the halo of each lane by rank.
   *
   * @return rows of {@link #schema}
   */
  Dataset<Row> buckets(Dataset<Row> dataset, String idCol) {
    Dataset<Row> withId = dataset.withColumn(ID, column(idCol).cast(DataTypes.StringType));
    Dataset<Row> summary = summary(withId);
    StructType schema = schema(dataset.schema());
    PartitionKeys keys = PartitionKeys.of(spec.partitions());
    RingLayout layout = spec.layout();
    int width = dataset.schema().size();
    int labelAt = dataset.schema().fieldIndex(labels.name());
    Dataset<Row> halo =
        summary.flatMap((FlatMapFunction<Row, Row>) this::haloRows, Encoders.row(HALO));
    Dataset<Row> placed =
        withId
            .join(
                functions.broadcast(halo),
                withId.col(ID).equalTo(halo.col(PARTNER_ID)),
                "left_outer")
            .flatMap(
                (FlatMapFunction<Row, Row>) row -> placed(row, width, labelAt, layout, keys),
                Encoders.row(schema));
    return summary
        .flatMap(
            (FlatMapFunction<Row, Row>) row -> countRows(row, width, keys), Encoders.row(schema))
        .union(placed)
        .repartition(spec.partitions(), functions.col(PARTITION_KEY))
        .sortWithinPartitions(functions.col(SORT));
  }

  /** The columns of {@link #buckets}: its own, then those of the dataset, then the id. */
  static StructType schema(StructType dataset) {
    StructType schema =
        new StructType()
            .add(PARTITION_KEY, DataTypes.IntegerType, false)
            .add(SORT, DataTypes.BinaryType, false)
            .add(PREFIX + "lane", DataTypes.LongType, false)
            .add(PREFIX + "rank", DataTypes.IntegerType, false)
            .add(PREFIX + "counts", DataTypes.createArrayType(DataTypes.LongType, false), true);
    for (StructField field : dataset.fields()) {
      schema = schema.add(field.name(), field.dataType(), true, field.metadata());
    }
    return schema.add(ID, DataTypes.StringType, true);
  }

  /** One row: the {@link RingSummary} of all samples. */
  private Dataset<Row> summary(Dataset<Row> withId) {
    Dataset<Row> samples =
        withId
            .groupBy(functions.col(ID))
            .agg(
                functions.first(column(labels.name())).as(LABEL),
                functions.count(functions.lit(1)).as(COUNT));
    return samples
        .mapPartitions((MapPartitionsFunction<Row, Row>) this::summarized, Encoders.row(SUMMARY))
        .repartition(1)
        .mapPartitions((MapPartitionsFunction<Row, Row>) this::merged, Encoders.row(SUMMARY));
  }

  Iterator<Row> summarized(Iterator<Row> samples) {
    RingSummary summary = spec.summary();
    while (samples.hasNext()) {
      Row sample = samples.next();
      String id = UnpairedRows.id(sample, 0);
      if (sample.getLong(2) > 1) {
        throw new DataException(
            "ids must be unique, as they key all draws, but "
                + sample.getLong(2)
                + " rows have "
                + id
                + "; drop the others, for example by dropDuplicates");
      }
      Label label = labels.read(id, sample, 1);
      requireClass(id, RingSummary.classes(label));
      summary.add(id, label);
    }
    return List.of(RowFactory.create((Object) summary.bytes())).iterator();
  }

  private void requireClass(String id, int classes) {
    if (spec.classes() > 0 && classes > spec.classes()) {
      throw new DataException(
          "labels must be less than the number of classes, "
              + spec.classes()
              + ", but "
              + id
              + " has class "
              + (classes - 1)
              + "; raise numClasses");
    }
  }

  Iterator<Row> merged(Iterator<Row> parts) {
    RingSummary summary = spec.summary();
    parts.forEachRemaining(part -> summary.add(part.<byte[]>getAs(0)));
    return List.of(RowFactory.create((Object) summary.bytes())).iterator();
  }

  private RingSummary read(Row summary) {
    RingSummary whole = spec.summary();
    whole.add(summary.<byte[]>getAs(0));
    return whole;
  }

  Iterator<Row> haloRows(Row summary) {
    Halo halo = Halo.find(read(summary).heads(), spec.selector());
    List<Row> rows = new ArrayList<>();
    for (String id : halo.ids()) {
      List<Target> targets = halo.targets(id);
      rows.add(
          RowFactory.create(
              id,
              targets.stream().mapToLong(target -> target.lane().code()).toArray(),
              targets.stream().mapToInt(Target::rank).toArray()));
    }
    return rows.iterator();
  }

  Iterator<Row> countRows(Row summary, int width, PartitionKeys keys) {
    long[] counts = read(summary).counts();
    List<Row> rows = new ArrayList<>();
    for (int bucket = 0; bucket < spec.partitions(); bucket++) {
      Object[] values = new Object[OWN_COLUMNS + width + 1];
      values[PARTITION_KEY_AT] = keys.key(bucket);
      values[SORT_AT] = new byte[0]; // before all others
      values[LANE_AT] = 0L;
      values[RANK_AT] = 0;
      values[COUNTS_AT] = counts;
      rows.add(RowFactory.create(values));
    }
    return rows.iterator();
  }

  /**
   * A row in its bucket and in those whose halo it is in.
   *
   * @param row of the dataset, then the id and the columns of {@link #HALO}
   */
  Iterator<Row> placed(Row row, int width, int labelAt, RingLayout layout, PartitionKeys keys) {
    String id = row.getString(width);
    List<Target> targets = new ArrayList<>(1);
    targets.add(Target.base(layout.lane(id, labels.read(id, row, labelAt).main())));
    if (!row.isNullAt(width + 1)) {
      List<Long> lanes = row.getList(width + 2);
      List<Integer> ranks = row.getList(width + 3);
      for (int i = 0; i < lanes.size(); i++) {
        targets.add(new Target(Lane.ofCode(lanes.get(i)), ranks.get(i)));
      }
    }
    List<Row> rows = new ArrayList<>(targets.size());
    for (Target target : targets) {
      Object[] values = new Object[OWN_COLUMNS + width + 1];
      values[PARTITION_KEY_AT] = keys.key(layout.partitioner().bucket(target.lane()));
      values[SORT_AT] = layout.sortKey(target, id);
      values[LANE_AT] = target.lane().code();
      values[RANK_AT] = target.rank();
      for (int i = 0; i <= width; i++) {
        values[OWN_COLUMNS + i] = row.get(i);
      }
      rows.add(RowFactory.create(values));
    }
    return rows.iterator();
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
