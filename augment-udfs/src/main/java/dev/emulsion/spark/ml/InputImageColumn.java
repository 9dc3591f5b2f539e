package dev.emulsion.spark.ml;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.Decoded.Reason;
import dev.emulsion.image.codec.Decoded.Rejected;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A column of images in one of the forms that Spark's sources provide: encoded bytes, as from
 * {@code binaryFile}; a struct with such {@code bytes}; or the struct of the source {@code image},
 * which holds decoded pixels.
 *
 * @param index position of the column in the row
 */
record InputImageColumn(int index, Form form, DecodeOptions decode) implements Serializable {

  /** How an image is stored in a row. */
  private enum Form {
    BYTES,
    STRUCT_OF_BYTES,
    SPARK_IMAGE
  }

  private static final String BYTES = "bytes";

  /** Gray, BGR, and BGR with alpha. */
  private static final Set<Integer> CHANNELS = Set.of(1, 3, 4);

  /** The fields of Spark's source {@code image} that are read. */
  private static final String[] SPARK_IMAGE = {"height", "width", "nChannels", "data"};

  /**
   * Finds the column {@code name}.
   *
   * @throws IllegalArgumentException if there is no such column, or it holds no images
   */
  static InputImageColumn of(StructType schema, String name) {
    int index = Schemas.index(schema, "inputCol", name);
    return new InputImageColumn(index, form(schema, index), DecodeOptions.DEFAULT);
  }

  private static Form form(StructType schema, int index) {
    var type = schema.fields()[index].dataType();
    if (type.equals(DataTypes.BinaryType)) {
      return Form.BYTES;
    }
    if (type instanceof StructType struct) {
      var fields = Arrays.asList(struct.fieldNames());
      if (fields.containsAll(Arrays.asList(SPARK_IMAGE))) {
        return Form.SPARK_IMAGE;
      }
      if (fields.contains(BYTES) && struct.apply(BYTES).dataType().equals(DataTypes.BinaryType)) {
        return Form.STRUCT_OF_BYTES;
      }
    }
    throw new IllegalArgumentException(
        "inputCol must hold images, as binary, as a struct with bytes or as Spark's image, was "
            + schema.fields()[index].name()
            + " of "
            + type.simpleString());
  }

  /** The encoded image of a row, of pixels as PPM; without bytes if there is no image. */
  byte[] encoded(Row row) {
    if (row.isNullAt(index)) {
      return new byte[0];
    }
    byte[] bytes =
        switch (form) {
          case BYTES -> row.getAs(index);
          case STRUCT_OF_BYTES -> row.getStruct(index).getAs(BYTES);
          case SPARK_IMAGE ->
              pixels(row.getStruct(index)) instanceof DecodedImage decoded
                  ? ppm(decoded.image())
                  : null;
        };
    return bytes == null ? new byte[0] : bytes;
  }

  private static byte[] ppm(Image image) {
    byte[] header =
        ("P6 " + image.width() + " " + image.height() + " 255\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] pixels = image.samples();
    byte[] ppm = Arrays.copyOf(header, header.length + pixels.length);
    System.arraycopy(pixels, 0, ppm, header.length, pixels.length);
    return ppm;
  }

  /** Reads the images of rows, in one task. */
  final class Reader {

    private final ImageCodec codec = ImageCodecs.of(decode);

    /** The image of a row, with 3 channels. */
    Decoded of(Row row) {
      if (row.isNullAt(index)) {
        return new Rejected(Reason.EMPTY, "there is no image");
      }
      return switch (form) {
        case BYTES -> codec.decode(row.<byte[]>getAs(index));
        case STRUCT_OF_BYTES -> encoded(row.getStruct(index));
        case SPARK_IMAGE -> pixels(row.getStruct(index));
      };
    }

    private Decoded encoded(Row struct) {
      byte[] bytes = struct.getAs(BYTES);
      return bytes == null ? new Rejected(Reason.EMPTY, "there is no image") : codec.decode(bytes);
    }
  }

  /** Spark stores channels in the order BGR, and no pixels where it could not read an image. */
  private static Decoded pixels(Row struct) {
    for (String field : SPARK_IMAGE) {
      if (struct.isNullAt(struct.fieldIndex(field))) {
        return new Rejected(Reason.EMPTY, "there is no image");
      }
    }
    int height = struct.getAs("height");
    int width = struct.getAs("width");
    int channels = struct.getAs("nChannels");
    byte[] data = struct.getAs("data");
    if (height < 1 || width < 1 || data.length != (long) height * width * channels) {
      return new Rejected(Reason.CORRUPT, "Spark could not read the image");
    }
    if (!CHANNELS.contains(channels)) {
      return new Rejected(
          Reason.CORRUPT, "Spark's image must have 1, 3 or 4 channels, has " + channels);
    }
    int[] from = channels == 1 ? new int[] {0, 0, 0} : new int[] {2, 1, 0};
    byte[] samples = new byte[height * width * 3];
    for (int pixel = 0; pixel < height * width; pixel++) {
      for (int channel = 0; channel < 3; channel++) {
        samples[pixel * 3 + channel] = data[pixel * channels + from[channel]];
      }
    }
    return new DecodedImage(Image.of(height, width, 3, samples));
  }
}
