package dev.emulsion.jobs;

import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Augments image folders of different sizes, one after the other, and prints for each how much of
 * the heap was in use at most after a full garbage collection. Arguments: a scratch folder, and
 * numbers of photos.
 */
public final class MemoryProbe {

  private static final int DIFFERENT_PHOTOS = 64;
  private static final int CLASSES = 20;

  private MemoryProbe() {}

  public static void main(String[] args) throws Exception {
    Path scratch = Path.of(args[0]);
    SparkSession spark = LocalSpark.session();
    for (int i = 1; i < args.length; i++) {
      int photos = Integer.parseInt(args[i]);
      Path folder = photos(scratch.resolve("photos-" + photos), photos);
      String recipe =
          String.join(
              "\n",
              "input: {path: " + folder + "}",
              "output: {path: " + scratch.resolve("out-" + photos) + ", row-group-size: 1MiB}",
              "transform: [{random-resized-crop: {size: 32}}]",
              "mix: {cutmix: {}}");
      Peak peak = new Peak();
      Thread watch = new Thread(peak);
      watch.start();
      AugmentReport report =
          new AugmentJob(spark, RecipeLoader.parse("probe.yaml", recipe, List.of())).run();
      watch.interrupt();
      watch.join();
      System.out.println("rows " + report.rows() + " peak " + peak.bytes);
    }
  }

  private static Path photos(Path root, int count) {
    byte[][] photos = new byte[DIFFERENT_PHOTOS][];
    for (int i = 0; i < photos.length; i++) {
      photos[i] = Photos.encoded(i, 60, 80, "jpg");
    }
    try {
      for (int i = 0; i < CLASSES; i++) {
        Files.createDirectories(root.resolve("class" + i));
      }
      for (int i = 0; i < count; i++) {
        Path folder = root.resolve("class" + i % CLASSES);
        Files.write(folder.resolve("photo-" + i + ".jpg"), photos[i % photos.length]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return root;
  }

  /** Collects garbage and looks what is left, again and again until it is interrupted. */
  private static final class Peak implements Runnable {

    private static final long PAUSE_MILLIS = 500;

    private volatile long bytes;

    @Override
    public void run() {
      try {
        while (true) {
          Thread.sleep(PAUSE_MILLIS);
          System.gc();
          long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
          bytes = Math.max(bytes, used);
        }
      } catch (InterruptedException e) {
        // the run has ended
      }
    }
  }
}
