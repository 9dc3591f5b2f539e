package dev.emulsion.jobs.fractals;

import dev.emulsion.fractal.FractalPlan;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.PngWriter;
import dev.emulsion.io.side.FractalTable;
import dev.emulsion.io.side.FractalTable.Fractal;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.recipe.FractalOrigin;
import dev.emulsion.spark.ContentDigest;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Renders the fractals of one partition. Image n of a request is instance n mod {@code instances}
 * of system {@code first + n / instances}; a system is searched once for all its consecutive
 * images.
 *
 * @param rejected counts candidate systems that fill too little, once per system found
 * @param done counts images while the tasks run
 */
record FractalPartition(
    FractalSet set,
    long first,
    int instances,
    SliceMetrics metrics,
    LongAccumulator rejected,
    LongAccumulator done)
    implements Serializable {

  /** The name under which {@link SliceMetrics} counts rows. */
  private static final String ROW = "fractal";

  /**
   * Rows of {@link FractalTable#SCHEMA}.
   *
   * @param images one task's image numbers
   */
  Iterator<Row> rows(Iterator<Long> images) {
    return new Rows(images);
  }

  /** The name of a system, which is also its class. */
  static String name(long index) {
    return String.format(Locale.ROOT, "%06d", index);
  }

  private String name(long index, int instance) {
    return instances == 1
        ? name(index)
        : name(index) + String.format(Locale.ROOT, "-%03d", instance);
  }

  private final class Rows implements Iterator<Row> {

    private final Iterator<Long> images;
    private final ContentDigest digest = new ContentDigest(FractalTable.SCHEMA);
    private final SliceMetrics own = new SliceMetrics();
    private FractalSet.Found system;
    private boolean ended;

    Rows(Iterator<Long> images) {
      this.images = images;
    }

    @Override
    public boolean hasNext() {
      boolean more = images.hasNext();
      if (!more && !ended) {
        ended = true;
        metrics.add(own);
      }
      return more;
    }

    @Override
    public Row next() {
      long number = images.next();
      long index = first + number / instances;
      int instance = (int) (number % instances);
      if (system == null || system.index() != index) {
        system = set.find(index);
      }
      if (instance == 0) {
        rejected.add(system.attempt());
      }
      FractalPlan plan = set.plan(system, instance);
      Image image = plan.render();
      Fractal fractal = fractal(plan, index, instance, image);
      own.row(ROW, digest.of(fractal.withImage(image.samples()).toRow()));
      own.emitted();
      done.add(1);
      return fractal.toRow();
    }

    private Fractal fractal(FractalPlan plan, long index, int instance, Image image) {
      FractalOrigin origin =
          new FractalOrigin(set.seed(), index, instance, system.attempt(), system.fillRate(), plan);
      return new Fractal(
          name(index, instance),
          PngWriter.encode(image),
          image.height(),
          image.width(),
          origin.json(),
          origin.seed(),
          index,
          instance,
          origin.fillRate());
    }
  }
}
