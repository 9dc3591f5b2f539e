package dev.emulsion.spark.ml;

import dev.emulsion.spark.OutputRow;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Converts the image of an output row to the value of a stage's column. */
final class OutputImage {

  /** The path in recipes whose output is a column. */
  static final String NO_PATH = ".";

  private static final String PIXELS =
      "output={path: '" + NO_PATH + "', profile: raw, dtype: uint8, layout: hwc}";

  /** OpenCV's type of three channels of 8 bits, {@code CV_8UC3}. */
  private static final int THREE_BYTES = 16;

  private OutputImage() {}

  /** How images are stored. */
  enum Format implements Serializable {
    /** As the output section of the recipe says. */
    TENSOR(DataTypes.BinaryType, null),
    PNG(DataTypes.BinaryType, "output={path: '" + NO_PATH + "', profile: hf, encoding: png}"),
    JPEG(DataTypes.BinaryType, "output={path: '" + NO_PATH + "', profile: hf, encoding: jpeg}"),
    /** The struct of Spark's source {@code image}. */
    IMAGE(ImageSchema.columnSchema(), PIXELS),
    /** Rows of pixels, the channels of each together, as numbers in [0, 1]. */
    VECTOR(SQLDataTypes.VectorType(), PIXELS);

    private final DataType type;
    private final String section;

    Format(DataType type, String section) {
      this.type = type;
      this.section = section;
    }

    DataType type() {
      return type;
    }

    /** Overrides the output section of a recipe. */
    Optional<String> section() {
      return Optional.ofNullable(section);
    }

    /** The value for the column. */
    Object value(OutputRow row) {
      return switch (this) {
        case TENSOR, PNG, JPEG -> row.image();
        case IMAGE ->
            RowFactory.create(
                row.baseId(),
                row.height(),
                row.width(),
                row.channels(),
                THREE_BYTES,
                reversed(row.image()));
        case VECTOR -> Vectors.dense(shares(row.image()));
      };
    }
  }

  /** RGB as BGR. */
  private static byte[] reversed(byte[] pixels) {
    byte[] reversed = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i += 3) {
      reversed[i] = pixels[i + 2];
      reversed[i + 1] = pixels[i + 1];
      reversed[i + 2] = pixels[i];
    }
    return reversed;
  }

  private static double[] shares(byte[] pixels) {
    double[] shares = new double[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      shares[i] = (pixels[i] & 0xFF) / 255.0;
    }
    return shares;
  }
}
