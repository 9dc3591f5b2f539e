package dev.emulsion.spark.ml;

import dev.emulsion.label.Label;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.recipe.Recipe;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Transforms each image: crops, flips, colors, RandAugment and all other operations that need no
 * second image.
 *
 * <pre>{@code
 * ImageAugmenter augmenter =
 *     new ImageAugmenter()
 *         .setTransforms("[{random-resized-crop: {size: 64}}, {horizontal-flip: {p: 0.5}}]")
 *         .setSeed(7);
 * Dataset<Row> augmented = augmenter.transform(images);
 * }</pre>
 *
 * <p>Adds {@code outputCol} (default {@code augmented}, as PNG) and {@code planCol} (default {@code
 * transform_plan}). One row in, one row out; the images are those of {@code emulsion augment} with
 * the same transforms, seed, epoch and ids. {@link RecipeStage} describes the other params.
 */
public final class ImageAugmenter extends RecipeStage<ImageAugmenter> {

  private static final long serialVersionUID = 1L;

  public ImageAugmenter() {
    this(Identifiable$.MODULE$.randomUID("imageAugmenter"));
  }

  public ImageAugmenter(String uid) {
    super(uid, "augmented", OutputImage.Format.PNG, "transform_plan");
  }

  /** Loads a stage that was saved. */
  public static ImageAugmenter load(String path) {
    return read().load(path);
  }

  /** The reader of saved stages. */
  public static MLReader<ImageAugmenter> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  Recipe settled() {
    return recipe(List.of("mix=none", "pairing={}")).forLabels(Label.Kind.SINGLE);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputImageColumn.of(schema, getInputCol());
    idAt(schema);
    invalidRows();
    UnpairedRows.requireNoBlend(settled());
    return with(schema, UnpairedRows.columns(getOutputCol(), format(), getPlanCol()));
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    requireBatch(dataset);
    StructType out = transformSchema(dataset.schema(), false);
    InputImageColumn images = InputImageColumn.of(dataset.schema(), getInputCol());
    int idAt = idAt(dataset.schema());
    UnpairedRows rows =
        new UnpairedRows(
            PipelineSpec.byArea(settled(), getEpoch(), 1),
            format(),
            !getPlanCol().isEmpty(),
            invalidRows(),
            dataset.schema().size(),
            (row, id) -> new EncodedSample(id, UnpairedRows.NO_LABEL, images.encoded(row)),
            idAt);
    return ColumnMetadata.restore(
        dataset.toDF().mapPartitions((MapPartitionsFunction<Row, Row>) rows::of, Encoders.row(out)),
        out);
  }
}
