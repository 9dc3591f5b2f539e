package dev.emulsion.spark.ml;

import dev.emulsion.label.Label;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * PixMix: each image, or a changed copy of it, is mixed a few times with another copy or with a
 * fractal.
 *
 * <pre>{@code
 * PixMixer mixer =
 *     new PixMixer()
 *         .setTransforms("[{random-resized-crop: {size: 64}}, {pixmix: {}}]")
 *         .setFractalTable("parquet.`fractals`");
 * Dataset<Row> mixed = mixer.transform(images); // columns id, image
 * }</pre>
 *
 * <p>Adds {@code outputCol} (default {@code pixmixed}, as PNG) and {@code planCol} (default {@code
 * blend_plan}). One row in, one row out; the images are those of {@code emulsion augment} with the
 * same recipe, seed, epoch, ids and fractals. {@link FractalStage} describes the fractals, {@link
 * RecipeStage} the other params.
 */
public final class PixMixer extends FractalStage<PixMixer> {

  private static final long serialVersionUID = 1L;

  public PixMixer() {
    this(Identifiable$.MODULE$.randomUID("pixMixer"));
  }

  public PixMixer(String uid) {
    super(uid, "pixmixed");
  }

  /** Loads a stage that was saved. */
  public static PixMixer load(String path) {
    return read().load(path);
  }

  /** The reader of saved stages. */
  public static MLReader<PixMixer> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  Recipe settled() {
    List<String> overrides = new ArrayList<>(List.of("mix=none", "pairing={}"));
    if (!isDefined(transforms()) && getRecipe().isBlank()) {
      overrides.add("transform=[{pixmix: {}}]");
    }
    overrides.add("mixing-set.path=" + OutputImage.NO_PATH);
    return recipe(overrides).forLabels(Label.Kind.SINGLE); // which nothing but pixmix satisfies
  }

  @Override
  public StructType transformSchema(StructType schema) {
    requireOne("fractal", getFractalCol(), getFractalTable());
    settled();
    return blendedSchema(schema);
  }
}
