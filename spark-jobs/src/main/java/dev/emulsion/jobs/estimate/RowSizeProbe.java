package dev.emulsion.jobs.estimate;

import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.io.source.PayloadRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.census.Inputs;
import dev.emulsion.jobs.sideinput.SideInputCollector;
import dev.emulsion.jobs.sideinput.SideInputRow;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.MixInput;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.RecipePipeline;
import dev.emulsion.pipeline.SamplePipeline;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputRow;
import dev.emulsion.spark.OutputSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * A few samples rendered as the run will render them, each mixed with the next, to measure images
 * and rows. Nothing is written.
 *
 * @param samples number of samples that were rendered
 * @param rejected number of them that cannot be used
 * @param imagePixels average pixels of an image
 * @param maxImagePixels pixels of the largest image
 * @param rowPixels average pixels of a row
 * @param rowBytes average size of a row in a shard
 * @param sideInputs attention maps and images of the mixing set that are shuffled with a sample;
 *     generated images are counted exactly elsewhere
 */
record RowSizeProbe(
    int samples,
    int rejected,
    double imagePixels,
    long maxImagePixels,
    double rowPixels,
    long rowBytes,
    SideInputLoad sideInputs) {

  /** Enough for an average. */
  private static final int SAMPLES = 32;

  /**
   * Reads and renders the samples whose ids have the lowest hashes.
   *
   * @param recipe with the kind of the labels
   */
  static RowSizeProbe take(Inputs inputs, Recipe recipe) {
    Census census = inputs.census();
    Dataset<Row> chosen =
        inputs.index().orderBy(functions.xxhash64(functions.col(Samples.ID))).limit(SAMPLES);
    List<Row> payload = inputs.payload(chosen).limit(SAMPLES).collectAsList();
    List<Row> sideInputRows =
        inputs.sideInputRows(chosen, 0).map(Dataset::collectAsList).orElse(List.of());
    Map<String, SideInputCollector> bySample = new HashMap<>();
    for (Row row : sideInputRows) {
      SideInputRow sideInput = SideInputRow.of(row);
      bySample.computeIfAbsent(sideInput.id(), SideInputCollector::new).add(sideInput);
    }
    List<EncodedSample> encoded = new ArrayList<>();
    for (Row row : payload) {
      PayloadRow sample = PayloadRow.of(row);
      encoded.add(
          bySample
              .computeIfAbsent(sample.id(), SideInputCollector::new)
              .sample(census.labels().read(sample), sample.image()));
    }
    int classes = census.classes().size();
    SamplePipeline pipeline =
        RecipePipeline.of(
            PipelineSpec.byArea(recipe, 0, classes), inputs.sideInputs().broadcastImages().value());
    return measure(encoded, pipeline, recipe, classes);
  }

  /** Renders {@code samples} and measures them. */
  static RowSizeProbe measure(
      List<EncodedSample> samples, SamplePipeline pipeline, Recipe recipe, int classes) {
    ImageCodec codec = ImageCodecs.of(recipe.decode());
    List<MixInput> inputs = new ArrayList<>();
    long imagePixels = 0;
    long maxImagePixels = 0;
    SideInputLoad sideInputs = SideInputLoad.NONE;
    for (EncodedSample sample : samples) {
      sideInputs = sideInputs.plus(sideInputs(sample));
      if (codec.decode(sample.image()) instanceof Decoded.DecodedImage decoded
          && pipeline.prepare(sample) instanceof PreparedSample prepared
          && prepared.members() > 0) {
        long pixels = decoded.image().size().area();
        inputs.add(prepared.members(0).get(0));
        imagePixels += pixels;
        maxImagePixels = Math.max(maxImagePixels, pixels);
      }
    }
    long rowBytes = 0;
    long rowPixels = 0;
    for (int i = 0; i < inputs.size(); i++) {
      MixInput base = inputs.get(i);
      MixInput next = inputs.get((i + 1) % inputs.size());
      rowBytes += rowBytes(render(base, next, pipeline, recipe), recipe, classes);
      rowPixels += base.image().size().area();
    }
    double usable = Math.max(1, inputs.size());
    double all = Math.max(1, samples.size());
    return new RowSizeProbe(
        samples.size(),
        samples.size() - inputs.size(),
        imagePixels / usable,
        maxImagePixels,
        rowPixels / usable,
        (long) (rowBytes / usable),
        new SideInputLoad(sideInputs.rows() / all, sideInputs.bytes() / all));
  }

  /** What is shuffled with one sample, apart from its generated images. */
  private static SideInputLoad sideInputs(EncodedSample sample) {
    SideInputLoad map =
        sample
            .map()
            .map(grid -> new SideInputLoad(1, AttentionMaps.packed(grid).length))
            .orElse(SideInputLoad.NONE);
    long bytes = sample.mixingImages().values().stream().mapToLong(image -> image.length).sum();
    return map.plus(new SideInputLoad(sample.mixingImages().size(), (double) bytes));
  }

  private static OutputRow render(
      MixInput base, MixInput next, SamplePipeline pipeline, Recipe recipe) {
    boolean pairs = recipe.mix().needsPartner() && next.image().size().equals(base.image().size());
    return pipeline.toRow(pipeline.mix(base, pairs ? Optional.of(next) : Optional.empty(), 0));
  }

  private static long rowBytes(OutputRow row, Recipe recipe, int classes) {
    StructType schema = OutputSchema.of(recipe.labels());
    return switch (recipe.output().profile()) {
      case RAW, HF -> RowSize.inParquet(row.toRow(), schema);
      case ARROW -> FileSizes.rowBytes(recipe, classes); // compressed, so not known before the run
      case WEBDATASET -> RowSize.inTar(row.toRow(), schema);
    };
  }
}
