package dev.emulsion.jobs.fractals;

import dev.emulsion.fractal.FractalPlan;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.PngWriter;
import dev.emulsion.io.side.FractalTable;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.recipe.FractalOrigin;
import dev.emulsion.spark.ContentDigest;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;

/**
 * What tasks do to make fractals. Image n of an order is instance n mod {@code instances} of system
 * {@code first + n / instances}; consecutive images of a system have it found once.
 *
 * @param rejected counts systems that filled too little, once for each that was found
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

  /** Rows of {@link FractalTable#SCHEMA} for one task's images, which come by number. */
  Iterator<Row> rows(Iterator<Long> images) {
    return new Task(images);
  }

  /** The name of a system, and of its class. */
  static String name(long index) {
    return String.format(Locale.ROOT, "%06d", index);
  }

  private String name(long index, int instance) {
    return instances == 1
        ? name(index)
        : name(index) + String.format(Locale.ROOT, "-%03d", instance);
  }

  private final class Task implements Iterator<Row> {

    private final Iterator<Long> images;
    private final ContentDigest digest = new ContentDigest(FractalTable.SCHEMA);
    private final SliceMetrics own = new SliceMetrics();
    private FractalSet.Found system;
    private boolean ended;

    Task(Iterator<Long> images) {
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
      long picture = images.next();
      long index = first + picture / instances;
      int instance = (int) (picture % instances);
      if (system == null || system.index() != index) {
        system = set.find(index);
      }
      if (instance == 0) {
        rejected.add(system.attempt());
      }
      FractalPlan plan = set.plan(system, instance);
      Image image = plan.render();
      FractalOrigin origin =
          new FractalOrigin(set.seed(), index, instance, system.attempt(), system.fillRate(), plan);
      String json = origin.json();
      own.row(ROW, digest.of(row(origin, json, image, image.samples())));
      own.emitted();
      done.add(1);
      return row(origin, json, image, PngWriter.encode(image));
    }

    private Row row(FractalOrigin origin, String json, Image image, byte[] bytes) {
      return RowFactory.create(
          name(origin.index(), origin.instance()),
          bytes,
          image.height(),
          image.width(),
          json,
          origin.seed(),
          origin.index(),
          origin.instance(),
          origin.fillRate());
    }
  }
}
