package dev.emulsion.jobs.sideinput;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.AttentionProvider;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.SaliencyProvider;
import dev.emulsion.image.Image;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.recipe.AttentionConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ModelSource;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * Where the tasks of a run get attention from.
 *
 * @param source {@code AREA} also where no method of the recipe uses attention
 * @param model the model to run if the source is {@code INLINE}, else empty; a list because an
 *     Optional is not serializable
 */
public record AttentionSetup(AttentionSource source, List<ModelSource> model)
    implements Serializable {

  /** No attention: labels follow the area. */
  public static final AttentionSetup BY_AREA = new AttentionSetup(AttentionSource.AREA, List.of());

  /** The setup that {@code recipe} asks for. */
  public static AttentionSetup of(SparkSession spark, Recipe recipe) {
    AttentionConfig attention = recipe.attention();
    boolean used = recipe.mix().needsAttention() || recipe.mix().needsMaps();
    AttentionSource source = used ? attention.resolvedSource() : AttentionSource.AREA;
    return new AttentionSetup(
        source,
        source == AttentionSource.INLINE
            ? List.of(ModelSource.of(spark, attention.model().orElseThrow()))
            : List.of());
  }

  /**
   * The attention maps if the source is {@code TABLE}.
   *
   * @throws dev.emulsion.ConfigException if the table does not exist or lacks a column
   */
  public Optional<AttentionMaps> maps(SparkSession spark, Recipe recipe) {
    return source == AttentionSource.TABLE
        ? recipe.attention().table().map(table -> AttentionMaps.open(spark, table))
        : Optional.empty();
  }

  /** Number of images that are given to the model together. */
  public int batchSize() {
    return model.stream().mapToInt(m -> m.spec().batchSize()).findFirst().orElse(1);
  }

  /**
   * Opens a provider of attention for sources {@code INLINE} and {@code SALIENCY}. In a task it is
   * closed with the task; elsewhere the caller closes it.
   */
  public AttentionProvider provider() {
    return switch (source) {
      case INLINE -> model.get(0).open();
      case SALIENCY -> SaliencyProvider.ofLabels();
      case TABLE, AREA ->
          throw new IllegalStateException("attention.source " + source + " computes no attention");
    };
  }

  /**
   * Has one task load the model and run it on a blank image, so that a model which cannot be used
   * fails the run before any image moves. Does nothing without a model.
   *
   * @param classes number of classes of the labels
   * @throws dev.emulsion.ConfigException if the file or the model cannot be used
   * @throws DataException if logits are needed and the model has another number of classes
   */
  public void checkModel(SparkSession spark, Recipe recipe, int classes) {
    if (model.isEmpty()) {
      return;
    }
    ModelSource source = model.get(0);
    Function<Integer, Integer> run = ignored -> logits(source);
    int logits =
        new JavaSparkContext(spark.sparkContext()).parallelize(List.of(1), 1).map(run).first();
    if (recipe.mix().needsLogits() && logits != classes) {
      throw new DataException(
          "trust cosine needs a model of as many classes as the labels, had "
              + logits
              + " and "
              + classes
              + "; use another model, or set mix.mixpro.trust to constant");
    }
  }

  private static int logits(ModelSource source) {
    try (AttentionModel model = source.open()) {
      Image blank = Image.of(1, 1, 3, new byte[3]);
      return model.compute(List.of(blank)).get(0).logits().map(l -> l.length).orElse(0);
    }
  }
}
