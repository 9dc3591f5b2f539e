package dev.emulsion.jobs;

import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.io.FileSizes;
import dev.emulsion.io.Samples;
import dev.emulsion.jobs.Augmenter.Family;
import dev.emulsion.jobs.Augmenter.Ready;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
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

  static Trial of(
      Company company,
      Samples samples,
      Dataset<Row> index,
      Ring ring,
      Recipe recipe,
      Census census) {
    Dataset<Row> some = index.orderBy(functions.xxhash64(functions.col(Samples.ID))).limit(SAMPLES);
    List<Row> payload = company.payload(samples, some).limit(SAMPLES).collectAsList();
    Broadcast<Ring> shared = ring.broadcast(index.sparkSession());
    Map<String, Beside> beside = new HashMap<>();
    company
        .beside(shared, some, 0)
        .ifPresent(
            rows ->
                rows.collectAsList()
                    .forEach(
                        row ->
                            beside.computeIfAbsent(row.getString(0), id -> new Beside()).add(row)));
    ImageCodec codec = ImageCodecs.of(recipe.decode());
    Augmenter augmenter =
        new Augmenter(
            recipe, 0, census.classes().size(), AttentionSource.AREA, company.shelf().value());
    List<Ready> ready = new ArrayList<>();
    long photoPixels = 0;
    long mostPhotoPixels = 0;
    for (Row row : payload) {
      String id = row.getAs(Samples.ID);
      byte[] encoded = row.getAs(Samples.IMAGE);
      EncodedSample sample =
          beside.getOrDefault(id, new Beside()).with(id, census.labels().of(row), encoded);
      if (codec.decode(encoded) instanceof Decoded.Picture photo
          && augmenter.prepare(sample) instanceof Family family
          && !family.members().isEmpty()) {
        ready.add(family.members().get(0));
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
