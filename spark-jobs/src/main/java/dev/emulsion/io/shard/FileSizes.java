package dev.emulsion.io.shard;

import dev.emulsion.image.Size;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputConfig.Profile;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.Tensors;
import java.io.Serializable;

/**
 * How rows are cut into files and row groups, from the data and the recipe alone.
 *
 * <p>A bucket is one shard, or is cut into several of about equal length. Buckets differ in length
 * as random draws do, by about the square root of their samples, so cuts are made for one that is
 * {@value #SPREAD} such deviations above the mean: what remains at the end of a file or bucket is
 * then shorter than the rest, but no scrap.
 *
 * @param rowsPerFile after so many rows a new file begins; 0 for never
 * @param rowGroupBytes after so many bytes a new row group begins
 */
public record FileSizes(long rowsPerFile, long rowGroupBytes) implements Serializable {

  private static final int SPREAD = 4;

  /** Where images have no one size, they are taken to be of this. */
  private static final Size TYPICAL = new Size(400, 440);

  /** Ids, method, lambda, sparse label and plan of a row. */
  private static final int OTHER_BYTES = 700;

  /** Of 768 values, as 8-bit pixels in three channels become, one takes so many bits. */
  private static final int FLOAT_BITS = 10;

  /** Quality of JPEG, and bytes per pixel at 4:2:0 that images of 224×224 then have. */
  private static final double[][] JPEG = {
    {1, 0.04}, {10, 0.05}, {50, 0.1}, {75, 0.15}, {90, 0.25}, {95, 0.35}, {98, 0.5}, {100, 0.7}
  };

  /**
   * The cuts of one epoch.
   *
   * @param samples of the epoch
   * @param buckets of the ring
   */
  public static FileSizes of(Recipe recipe, int classes, long samples, int buckets) {
    OutputConfig output = recipe.output();
    double rowBytes = rowBytes(recipe, classes);
    double mean = (double) samples / buckets;
    double spread = SPREAD * Math.sqrt(mean);
    double max = (mean + spread) * recipe.pairing().variants();
    long files =
        Math.max(
            1, Math.round(mean * recipe.pairing().variants() * rowBytes / output.shardBytes()));
    long rowsPerFile = files == 1 ? 0 : (long) Math.ceil(max / files);
    double fileBytes = max / files * rowBytes;
    long group = output.parquet().map(OutputConfig.Parquet::rowGroupBytes).orElse(1L);
    long groups = Math.max(1, (long) (fileBytes / group));
    return new FileSizes(rowsPerFile, Math.max(group, (long) Math.ceil(fileBytes / groups)));
  }

  /** Bytes that a row takes in a file: known for tensors, estimated for encoded images. */
  public static long rowBytes(Recipe recipe, int classes) {
    Size size = recipe.finalSize().orElse(TYPICAL);
    long label = recipe.labels().dense() ? (long) classes * Float.BYTES : 0;
    return imageBytes(recipe.output(), size) + label + OTHER_BYTES;
  }

  private static long imageBytes(OutputConfig output, Size size) {
    if (output.profile() == Profile.ARROW) {
      return size.area() * Tensors.CHANNELS * FLOAT_BITS / Byte.SIZE;
    }
    return output
        .tensor()
        .map(it -> Tensors.of(it).length(size.height(), size.width()))
        .orElseGet(() -> (long) (size.area() * bytesPerPixel(output.encoding().orElseThrow())));
  }

  private static double bytesPerPixel(Encoding encoding) {
    if (encoding.format() == Format.PNG) {
      return 1.4;
    }
    if (encoding.format() == Format.WEBP) {
      return 1.0;
    }
    double color =
        switch (encoding.subsampling()) {
          case BY_2X2 -> 1.0;
          case BY_2X1 -> 1.1;
          case NONE -> 1.25;
        };
    int i = 1;
    while (JPEG[i][0] < encoding.quality()) {
      i++;
    }
    double share = (encoding.quality() - JPEG[i - 1][0]) / (JPEG[i][0] - JPEG[i - 1][0]);
    return color * (JPEG[i - 1][1] + share * (JPEG[i][1] - JPEG[i - 1][1]));
  }
}
