package dev.emulsion.jobs.sideinput;

import dev.emulsion.image.Size;
import dev.emulsion.io.side.ImageSet;
import dev.emulsion.io.source.Samples;
import dev.emulsion.pipeline.BroadcastImages;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Sends a mixing set to the executors: all its images if they fit, else their names only. */
final class MixingSetBroadcast {

  private static final int CHANNELS = 3;

  private MixingSetBroadcast() {}

  /**
   * Broadcasts a set, or its names only.
   *
   * @param size at which the blend uses all images, if it is fixed
   */
  static Broadcast<BroadcastImages> send(SparkSession spark, ImageSet set, Optional<Size> size) {
    Map<String, byte[]> encoded = new HashMap<>();
    if (fits(set, size)) {
      for (Row row : set.payload().collectAsList()) {
        encoded.put(row.getAs(Samples.ID), row.getAs(Samples.IMAGE));
      }
    }
    return new JavaSparkContext(spark.sparkContext())
        .broadcast(BroadcastImages.of(set.ids(), encoded, size));
  }

  /** Whether the images themselves, rather than their names only, are broadcast. */
  static boolean fits(ImageSet set, Optional<Size> size) {
    boolean fits = size.isEmpty() || decodedBytes(set, size.get()) <= BroadcastImages.max();
    return fits && set.bytes() <= BroadcastImages.max();
  }

  /** Bytes that an executor keeps at most of a set that {@link #fits}. */
  static long bytes(ImageSet set, Optional<Size> size) {
    return set.bytes() + size.map(to -> decodedBytes(set, to)).orElse(BroadcastImages.max());
  }

  private static long decodedBytes(ImageSet set, Size size) {
    return set.count() * size.area() * CHANNELS;
  }
}
