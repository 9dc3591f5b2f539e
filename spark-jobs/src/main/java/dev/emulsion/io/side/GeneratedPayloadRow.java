package dev.emulsion.io.side;

import dev.emulsion.io.source.PayloadRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.transform.GeneratedKey;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One row of {@link GeneratedImages#payload}: a generated image with its encoded bytes.
 *
 * @param label of the sample that the image was made from
 * @param image encoded bytes; none if the image is missing
 */
record GeneratedPayloadRow(GeneratedKey key, SourceLabel label, byte[] image, String location) {

  /**
   * Columns {@code id} (of the source), {@code labels, weights, prompt, index, image, location}.
   */
  static final StructType SCHEMA =
      new StructType()
          .add(PayloadRow.SCHEMA.apply(Samples.ID))
          .add(PayloadRow.SCHEMA.apply(Samples.LABELS))
          .add(PayloadRow.SCHEMA.apply(Samples.WEIGHTS))
          .add(GeneratedImages.PROMPT, DataTypes.StringType, false)
          .add(GeneratedImages.INDEX, DataTypes.IntegerType, false)
          .add(Samples.IMAGE, DataTypes.BinaryType, false)
          .add(Samples.LOCATION, DataTypes.StringType, false);

  Row toRow() {
    return RowFactory.create(
        key.source(),
        label.textsValue(),
        label.weightsValue(),
        key.prompt(),
        key.index(),
        image,
        location);
  }
}
