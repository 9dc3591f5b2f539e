package dev.emulsion.jobs.estimate;

import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.pipeline.MixInput;
import dev.emulsion.jobs.pipeline.PipelineSpec;
import dev.emulsion.jobs.pipeline.PreparedSample;
import dev.emulsion.jobs.pipeline.RecipePipeline;
import dev.emulsion.jobs.pipeline.SamplePipeline;
import dev.emulsion.jobs.sideinput.EncodedSample;
import dev.emulsion.jobs.sideinput.SideInputRow;
import dev.emulsion.jobs.sideinput.SideInputs;
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
 * images and rows are. Nothing is written.
 *
 * @param looked samples that were looked at
 * @param refused how many of them can't be used
 * @param imagePixels of an image, on average
 * @param maxImagePixels of the largest image
 * @param rowPixels of a row, on average
 * @param rowBytes of a row, on average
 */
record RowSizeProbe(
    int looked,
    int refused,
    double imagePixels,
    long maxImagePixels,
    double rowPixels,
    long rowBytes) {

  /** Enough for an average; of a table they are its first rows. */
  private static final int SAMPLES = 32;

  static RowSizeProbe of(
      SideInputs sideInputs,
      Samples samples,
      Dataset<Row> index,
      PairingRing ring,
      Recipe recipe,
      Census census) {
    Dataset<Row> some = index.orderBy(functions.xxhash64(functions.col(Samples.ID))).limit(SAMPLES);
    List<Row> payload = sideInputs.payload(samples, some).limit(SAMPLES).collectAsList();
    Broadcast<PairingRing> shared = ring.broadcast(index.sparkSession());
    Map<String, SideInputRow> sideInputRows = new HashMap<>();
    sideInputs
        .sideInputRows(shared, some, 0)
        .ifPresent(
            rows ->
                rows.collectAsList()
                    .forEach(
                        row ->
                            sideInputRows
                                .computeIfAbsent(row.getString(0), id -> new SideInputRow())
                                .add(row)));
    ImageCodec codec = ImageCodecs.of(recipe.decode());
    SamplePipeline augmenter =
        RecipePipeline.of(
            PipelineSpec.byArea(recipe, 0, census.classes().size()),
            sideInputs.broadcastImages().value());
    List<MixInput> ready = new ArrayList<>();
    long imagePixels = 0;
    long maxImagePixels = 0;
    for (Row row : payload) {
      String id = row.getAs(Samples.ID);
      byte[] encoded = row.getAs(Samples.IMAGE);
      EncodedSample sample =
          sideInputRows
              .getOrDefault(id, new SideInputRow())
              .with(id, census.labels().of(row), encoded);
      if (codec.decode(encoded) instanceof Decoded.DecodedImage image
          && augmenter.prepare(sample) instanceof PreparedSample prepared
          && !prepared.members().isEmpty()) {
        ready.add(prepared.members().get(0));
        imagePixels += image.image().size().area();
        maxImagePixels = Math.max(maxImagePixels, image.image().size().area());
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
    return new RowSizeProbe(
        payload.size(),
        payload.size() - ready.size(),
        (double) imagePixels / n,
        maxImagePixels,
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

  private static Row row(MixInput base, MixInput next, SamplePipeline augmenter, Recipe recipe) {
    boolean pairs = recipe.mix().needsPartner() && next.image().size().equals(base.image().size());
    return augmenter
        .toRow(augmenter.mix(base, pairs ? Optional.of(next) : Optional.empty(), 0))
        .toRow();
  }
}
