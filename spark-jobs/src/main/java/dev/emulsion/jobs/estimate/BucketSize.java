package dev.emulsion.jobs.estimate;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The samples of one bucket.
 *
 * @param samples number of samples
 * @param members number of images that they become before mixing
 * @param idBytes total length of their ids
 */
record BucketSize(int bucket, long samples, long members, long idBytes) {

  static final String BUCKET = "bucket";
  static final String SAMPLES = "samples";
  static final String MEMBERS = "members";
  static final String ID_BYTES = "idBytes";

  static final StructType SCHEMA =
      new StructType()
          .add(BUCKET, DataTypes.IntegerType, false)
          .add(SAMPLES, DataTypes.LongType, false)
          .add(MEMBERS, DataTypes.LongType, false)
          .add(ID_BYTES, DataTypes.LongType, false);

  static BucketSize of(Row row) {
    return new BucketSize(
        row.getAs(BUCKET), row.getAs(SAMPLES), row.getAs(MEMBERS), row.getAs(ID_BYTES));
  }

  Row toRow() {
    return new GenericRowWithSchema(new Object[] {bucket, samples, members, idBytes}, SCHEMA);
  }

  BucketSize plus(BucketSize other) {
    return new BucketSize(
        bucket, samples + other.samples, members + other.members, idBytes + other.idBytes);
  }
}
