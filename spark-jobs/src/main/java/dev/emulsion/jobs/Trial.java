package dev.emulsion.jobs;

import dev.emulsion.image.Decoded;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.io.FileSizes;
import dev.emulsion.io.Samples;
import dev.emulsion.jobs.Augmenter.Ready;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * A few samples painted as the run will paint them, each mixed with the next, to know how large
 * photos and rows are. Nothing is written.
 *
 * @param looked samples that were looked at
 * @param refused how many of them can't be used
 * @param photoPixels of a photo, on average
 * @param mostPhotoPixels of the largest photo
 * @param rowPixels of a row, on average
 * @param rowBytes of a row, on average
 */
record Trial(
    int looked,
    int refused,
    double photoPixels,
    long mostPhotoPixels,
    double rowPixels,
    long rowBytes) {

  /** Enough for an average; of a table they are its first rows. */
  private static final int SAMPLES = 32;

  static Trial of(Samples samples, Dataset<Row> index, Census census, Recipe recipe) {
    Dataset<Row> some = index.orderBy(functions.xxhash64(functions.col(Samples.ID))).limit(SAMPLES);
    List<Row> payload = samples.payload(some).limit(SAMPLES).collectAsList();
    ImageCodec codec = ImageCodecs.of(recipe.decode());
    Augmenter augmenter = new Augmenter(recipe, 0, census.classes().size());
    List<Ready> ready = new ArrayList<>();
    long photoPixels = 0;
    long mostPhotoPixels = 0;
    for (Row row : payload) {
      byte[] encoded = row.getAs(Samples.IMAGE);
      if (codec.decode(encoded) instanceof Decoded.Picture photo
          && augmenter.prepare(row.getAs(Samples.ID), census.labels().of(row), encoded)
              instanceof Ready usable) {
        ready.add(usable);
        photoPixels += photo.image().size().area();
        mostPhotoPixels = Math.max(mostPhotoPixels, photo.image().size().area());
      }
    }
    long rowBytes = 0;
    long rowPixels = 0;
    for (int i = 0; i < ready.size(); i++) {
      Row row = row(ready.get(i), ready.get((i + 1) % ready.size()), augmenter, recipe);
      rowBytes += rowBytes(row, recipe, census.classes().size());
      rowPixels += ready.get(i).image().size().area();
    }
    int n = Math.max(1, ready.size());
    return new Trial(
        payload.size(),
        payload.size() - ready.size(),
        (double) photoPixels / n,
        mostPhotoPixels,
        (double) rowPixels / n,
        rowBytes / n);
  }

  private static long rowBytes(Row row, Recipe recipe, int classes) {
    StructType schema = OutputSchema.of(recipe.labels());
    return switch (recipe.output().profile()) {
      case RAW, HF -> RowSize.inParquet(row, schema);
      case ARROW -> FileSizes.rowBytes(recipe, classes); // compressed; only the run knows how much
      case WEBDATASET -> RowSize.inTar(row, schema);
    };
  }

  private static Row row(Ready base, Ready next, Augmenter augmenter, Recipe recipe) {
    boolean pairs = recipe.mix().pairs() && next.image().size().equals(base.image().size());
    return augmenter.output(base, pairs ? Optional.of(next) : Optional.empty(), 0);
  }
}
