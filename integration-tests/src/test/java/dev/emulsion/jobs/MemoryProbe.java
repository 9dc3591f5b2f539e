package dev.emulsion.jobs;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Augments image folders of different sizes, one after the other, and prints for each how much of
 * the heap was in use at most after a full garbage collection. Arguments: a scratch folder, and
 * numbers of images.
 */
public final class MemoryProbe {

  private static final int DIFFERENT_IMAGES = 64;
  private static final int CLASSES = 20;

  private MemoryProbe() {}

  public static void main(String[] args) throws Exception {
    Path scratch = Path.of(args[0]);
    SparkSession spark = LocalSpark.session();
    for (int i = 1; i < args.length; i++) {
      int images = Integer.parseInt(args[i]);
      Path folder = images(scratch.resolve("images-" + images), images);
      Recipe recipe =
          Recipes.of(folder)
              .with("transform", "[{random-resized-crop: {size: 32}}]")
              .to(scratch.resolve("out-" + images), "row-group-size: 1MiB")
              .load();
      Peak peak = new Peak();
      Thread watch = new Thread(peak);
      watch.start();
      AugmentReport report = new AugmentJob(spark, recipe).run();
      watch.interrupt();
      watch.join();
      System.out.println("rows " + report.rows() + " peak " + peak.bytes);
    }
  }

  private static Path images(Path root, int count) {
    byte[][] images = new byte[DIFFERENT_IMAGES][];
    for (int i = 0; i < images.length; i++) {
      images[i] = TestImages.encoded(i, 60, 80, "jpg");
    }
    try {
      for (int i = 0; i < CLASSES; i++) {
        Files.createDirectories(root.resolve("class" + i));
      }
      for (int i = 0; i < count; i++) {
        Path folder = root.resolve("class" + i % CLASSES);
        Files.write(folder.resolve("image-" + i + ".jpg"), images[i % images.length]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return root;
  }

  /** Collects garbage and records what remains, until it is interrupted. */
  private static final class Peak implements Runnable {

    private static final long PAUSE_MILLIS = 500;

    private volatile long bytes;

    @Override
    public void run() {
      try {
        while (true) {
          Thread.sleep(PAUSE_MILLIS);
          System.gc();
          bytes = Math.max(bytes, leftByTheCollector());
        }
      } catch (InterruptedException e) {
        // the run has ended
      }
    }

    /** Heap after the last collection; what is in use now includes what tasks have added since. */
    private static long leftByTheCollector() {
      return ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .mapToLong(pool -> pool.getCollectionUsage().getUsed())
          .sum();
    }
  }
}
