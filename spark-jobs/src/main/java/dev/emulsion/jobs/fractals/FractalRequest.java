package dev.emulsion.jobs.fractals;

import dev.emulsion.Require;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.recipe.Names;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fractals to render, and the form in which to write them.
 *
 * @param first index of the first system, at least 0
 * @param count number of systems, at least 1
 * @param instances number of images per system, at least 1
 * @param tasks number of Spark tasks, and of files of a table; 0 derives it from the number of
 *     images
 */
public record FractalRequest(
    FractalSet set, long first, long count, int instances, Form form, int tasks) {

  /** Where the images go. */
  public enum Form {
    /** A {@link dev.emulsion.io.side.FractalTable}. */
    PARQUET,
    /** PNG files in one folder. */
    FOLDER,
    /** PNG files in one folder per system; the system is the class. */
    DATASET
  }

  private static final long MAX_IMAGES = 100_000_000;
  private static final long MAX_FIRST = 1_000_000_000L;
  private static final int MAX_TASKS = 100_000;

  /** Approximate size of a table's file; a PNG has about two bytes per pixel. */
  private static final long FILE_BYTES = 128L << 20;

  private static final int BYTES_PER_PIXEL = 2;

  /** Small sets are split too, but a task gets at least {@code MIN_PER_TASK} images. */
  private static final int SPREAD = 64;

  private static final int MIN_PER_TASK = 16;

  public FractalRequest {
    Require.within(
        "first", 0L, MAX_FIRST, first, "choose another seed instead of so high an index");
    Require.atLeast("count", 1L, count);
    Require.that(
        instances >= 1 && instances <= FractalSet.MAX_INSTANCES,
        "instances must be between 1 and " + FractalSet.MAX_INSTANCES + ", was " + instances);
    Require.that(
        count <= MAX_IMAGES / instances,
        "count must be at most %d for %d instances each, was %d"
            .formatted(MAX_IMAGES / instances, instances, count));
    Require.that(
        form != Form.DATASET || instances > 1,
        "instances must be at least 2 for the format dataset, was 1: a class needs several images;"
            + " set instances, or choose the format folder");
    Require.within("tasks", 0, MAX_TASKS, tasks, "each writes a file or more");
  }

  /** The total number of images. */
  public long images() {
    return count * instances;
  }

  /** Depends on the request alone, not on the cluster, and so do the files. */
  int partitions() {
    if (tasks > 0) {
      return (int) Math.min(tasks, images());
    }
    long bytes = images() * set.side() * set.side() * BYTES_PER_PIXEL;
    long shared = Math.min(SPREAD, (images() + MIN_PER_TASK - 1) / MIN_PER_TASK);
    return Math.toIntExact(Math.max(shared, bytes / FILE_BYTES));
  }

  /** Everything that determines the files, by the names of the command's options. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("seed", Long.toString(set.seed()));
    parameters.put("size", Integer.toString(set.side()));
    parameters.put("first", Long.toString(first));
    parameters.put("count", Long.toString(count));
    parameters.put("instances", Integer.toString(instances));
    parameters.put("format", Names.of(form));
    parameters.putAll(set.style().parameters());
    return parameters;
  }
}
