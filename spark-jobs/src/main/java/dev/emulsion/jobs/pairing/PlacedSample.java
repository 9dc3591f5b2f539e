package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.Samples;
import dev.emulsion.ring.Lane;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A row of the planning shuffle: a sample and the lane in which it is a base.
 *
 * @param label the main class of the sample
 */
record PlacedSample(Lane lane, String id, int label) {

  static final String LANE = "lane";

  static final StructType SCHEMA =
      new StructType()
          .add(LANE, DataTypes.LongType, false)
          .add(Samples.ID, DataTypes.StringType, false)
          .add("class", DataTypes.IntegerType, false);

  static PlacedSample of(Row row) {
    return new PlacedSample(Lane.ofCode(row.getLong(0)), row.getString(1), row.getInt(2));
  }

  Row toRow() {
    return RowFactory.create(lane.code(), id, label);
  }
}
