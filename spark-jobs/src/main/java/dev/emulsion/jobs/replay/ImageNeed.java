package dev.emulsion.jobs.replay;

import dev.emulsion.io.source.Samples;
import dev.emulsion.transform.GeneratedKey;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * An image that a group of rows needs.
 *
 * @param group the group of rows, see {@link SourceImageReader#GROUP}
 * @param sampleId the sample that the image is of or was generated from; empty for the mixing set
 * @param name the prompt of a generated image, the name of an image of the mixing set, else empty
 * @param index the index of a generated image, else 0
 */
record ImageNeed(long group, ImageKind kind, String sampleId, String name, int index) {

  static final String GROUP = SourceImageReader.GROUP;
  static final String KIND = "kind";
  static final String SAMPLE_ID = Samples.ID;
  static final String NAME = "name";
  static final String INDEX = "index";

  static final StructType SCHEMA =
      new StructType()
          .add(GROUP, DataTypes.LongType, false)
          .add(KIND, DataTypes.StringType, false)
          .add(SAMPLE_ID, DataTypes.StringType, false)
          .add(NAME, DataTypes.StringType, false)
          .add(INDEX, DataTypes.IntegerType, false);

  static ImageNeed ofSample(long group, String sampleId) {
    return new ImageNeed(group, ImageKind.SAMPLE, sampleId, "", 0);
  }

  static ImageNeed ofGenerated(long group, GeneratedKey key) {
    return new ImageNeed(group, ImageKind.GENERATED, key.source(), key.prompt(), key.index());
  }

  static ImageNeed ofMixingSet(long group, String name) {
    return new ImageNeed(group, ImageKind.MIXING, "", name, 0);
  }

  /** The key of a generated image. */
  GeneratedKey key() {
    return new GeneratedKey(sampleId, name, index);
  }

  static ImageNeed of(Row row) {
    return new ImageNeed(
        row.getAs(GROUP),
        ImageKind.valueOf(row.getAs(KIND)),
        row.getAs(SAMPLE_ID),
        row.getAs(NAME),
        row.getAs(INDEX));
  }

  Row toRow() {
    return new GenericRowWithSchema(
        new Object[] {group, kind.name(), sampleId, name, index}, SCHEMA);
  }

  /** The rows of {@code needs} that are of one kind. */
  static Dataset<Row> ofKind(Dataset<Row> needs, ImageKind kind) {
    return needs.filter(functions.col(KIND).equalTo(kind.name()));
  }

  static Column[] columns(String... more) {
    String[] own = SCHEMA.fieldNames();
    Column[] columns = new Column[own.length + more.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = functions.col(i < own.length ? own[i] : more[i - own.length]);
    }
    return columns;
  }
}
