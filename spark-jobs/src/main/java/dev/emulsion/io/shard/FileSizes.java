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
 * The sizes of files and row groups, computed from the data and the recipe alone.
 *
 * <p>A bucket becomes one shard, or several of about equal length. The number of samples in a
 * bucket is random, with a standard deviation of about its square root, so the sizes fit a bucket
 * of {@value #DEVIATIONS} standard deviations above the mean. The last file of a bucket is then
 * shorter than the others, but never tiny.
 *
 * <p>If there are fewer buckets than {@code output.min-shards}, files are cut shorter: so that even
 * if as many samples are quarantined as {@code quarantine.max-fraction} allows, there are as many
 * files.
 *
 * @param rowsPerFile number of rows after which a new file begins; 0 for one file per bucket
 * @param rowGroupBytes number of bytes after which a new row group begins
 */
public record FileSizes(long rowsPerFile, long rowGroupBytes) implements Serializable {

  private static final int DEVIATIONS = 4;

  /** No bucket with so many samples on average will be without any. */
  private static final int SURE_SAMPLES = 32;

  /** Assumed size of images that differ in size. */
  private static final Size TYPICAL_SIZE = new Size(400, 440);

  /** Bytes of ids, method, lambda, sparse label and plan of a row. */
  private static final int OTHER_BYTES = 700;

  /** Bits of a dictionary-encoded float: 8-bit pixels in three channels have 768 values. */
  private static final int FLOAT_BITS = 10;

  /** JPEG quality, and the bytes per pixel of images of 224×224 with 4:2:0 subsampling. */
  private static final double[][] JPEG = {
    {1, 0.04}, {10, 0.05}, {50, 0.1}, {75, 0.15}, {90, 0.25}, {95, 0.35}, {98, 0.5}, {100, 0.7}
  };

  /**
   * The sizes for one epoch.
   *
   * @param classes number of classes
   * @param samples number of images before mixing
   * @param buckets number of buckets of the ring
   */
  public static FileSizes of(Recipe recipe, int classes, long samples, int buckets) {
    OutputConfig output = recipe.output();
    double rowBytes = rowBytes(recipe, classes);
    double mean = (double) samples / buckets;
    double spread = DEVIATIONS * Math.sqrt(mean);
    double max = (mean + spread) * recipe.pairing().variants();
    long files =
        Math.max(
            1, Math.round(mean * recipe.pairing().variants() * rowBytes / output.shardBytes()));
    long bySize = files == 1 ? 0 : (long) Math.ceil(max / files);
    long byNumber = rowsForMinShards(recipe, samples, buckets);
    boolean isCut = byNumber > 0 && (bySize == 0 || byNumber < bySize);
    long rowsPerFile = isCut ? byNumber : bySize;
    double fileBytes = (isCut ? byNumber : max / files) * rowBytes;
    long group = output.parquet().map(OutputConfig.Parquet::rowGroupBytes).orElse(1L);
    long groups = Math.max(1, (long) (fileBytes / group));
    return new FileSizes(rowsPerFile, Math.max(group, (long) Math.ceil(fileBytes / groups)));
  }

  /** The number of rows per file that gives enough files; 0 if one per bucket is enough. */
  private static long rowsForMinShards(Recipe recipe, long samples, int buckets) {
    OutputConfig output = recipe.output();
    long rows = samples * recipe.pairing().variants();
    long minShards = output.minShards(rows);
    boolean isLeftToBuckets =
        output.minShards().isEmpty() && recipe.pairing().buckets().isPresent();
    boolean isEveryBucketAFile = samples / buckets >= SURE_SAMPLES;
    if (isLeftToBuckets || minShards <= buckets && isEveryBucketAFile || minShards == 1) {
      return 0;
    }
    double kept = rows * (1 - recipe.quarantine().maxFraction());
    return Math.max(1, (long) kept / minShards);
  }

  /** The size of a row in a file: exact for tensors, estimated for encoded images. */
  public static long rowBytes(Recipe recipe, int classes) {
    Size size = recipe.finalSize().orElse(TYPICAL_SIZE);
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
