package dev.emulsion.jobs.sideinput;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.AttentionProvider;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.SaliencyProvider;
import dev.emulsion.image.Image;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.recipe.AttentionConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.spark.ModelSource;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * From where the tasks of a run know what matters in images.
 *
 * @param source {@code AREA} too where no method of the recipe looks at anything
 * @param model one for source {@code INLINE}, else none; a list, since an Optional does not travel
 */
public record AttentionSetup(AttentionSource source, List<ModelSource> model)
    implements Serializable {

  /** Nothing is looked at. */
  public static final AttentionSetup BY_AREA = new AttentionSetup(AttentionSource.AREA, List.of());

  /** What {@code recipe} asks for. */
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
   * The maps of source {@code TABLE}.
   *
   * @throws dev.emulsion.ConfigException if there is no such table
   */
  public Optional<AttentionMaps> maps(SparkSession spark, Recipe recipe) {
    return source == AttentionSource.TABLE
        ? recipe.attention().table().map(table -> AttentionMaps.open(spark, table))
        : Optional.empty();
  }

  /** Images per call of the provider. */
  public int batchSize() {
    return model.stream().mapToInt(m -> m.spec().batchSize()).findFirst().orElse(1);
  }

  /** One that looks; whoever opens it outside of a task closes it. */
  public AttentionProvider provider() {
    return switch (source) {
      case INLINE -> model.get(0).open();
      case SALIENCY -> new SaliencyProvider(FineGrained.DEFAULT, AttentionGrid::summingToOne);
      case TABLE, AREA -> throw new IllegalStateException("nobody looks with source " + source);
    };
  }

  /**
   * Has a task open the model and look at a blank image, so that a run whose model cannot be used
   * ends before it moves any image.
   *
   * @param classes of the labels
   * @throws dev.emulsion.ConfigException if file or model cannot be used
   * @throws DataException if logits are needed, and the model has other classes
   */
  public void require(SparkSession spark, Recipe recipe, int classes) {
    if (model.isEmpty()) {
      return;
    }
    ModelSource asked = model.get(0);
    Function<Integer, Integer> look = one -> logits(asked);
    int logits =
        new JavaSparkContext(spark.sparkContext()).parallelize(List.of(1), 1).map(look).first();
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
