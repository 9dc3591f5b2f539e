package dev.emulsion.jobs.preview;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionProvider;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.jobs.preview.PreviewReport.Attention;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.mix.AttentionTarget;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.pipeline.MixInput;
import dev.emulsion.pipeline.PendingAttention;
import dev.emulsion.recipe.Recipe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** Recomputes, on the driver, the attention that the tasks of a run used for a few images. */
final class PreviewAttention implements AutoCloseable {

  /** Computes none. */
  static final PreviewAttention NONE =
      new PreviewAttention(AttentionSource.AREA, Optional.empty(), Map.of(), Optional.empty());

  private final AttentionSource source;
  private final Optional<AttentionProvider> provider;
  private final Map<String, AttentionGrid> maps;
  private final Optional<String> problem;

  private PreviewAttention(
      AttentionSource source,
      Optional<AttentionProvider> provider,
      Map<String, AttentionGrid> maps,
      Optional<String> problem) {
    this.source = source;
    this.provider = provider;
    this.maps = maps;
    this.problem = problem;
  }

  /**
   * Opens the model or the table of the run. If it is gone, there is no attention and {@link
   * #problem} says why.
   *
   * @param ids of the samples whose maps are needed
   */
  static PreviewAttention open(
      SparkSession spark, AttentionSetup attentionSetup, Recipe recipe, Set<String> ids) {
    AttentionSource source = attentionSetup.source();
    try {
      Map<String, AttentionGrid> maps = new HashMap<>();
      attentionSetup.maps(spark, recipe).ifPresent(table -> maps.putAll(table.read(ids)));
      Optional<AttentionProvider> provider =
          source == AttentionSource.INLINE || source == AttentionSource.SALIENCY
              ? Optional.of(attentionSetup.provider())
              : Optional.empty();
      return new PreviewAttention(source, provider, maps, Optional.empty());
    } catch (ConfigException | DataException gone) {
      return new PreviewAttention(
          AttentionSource.AREA, Optional.empty(), Map.of(), Optional.of(gone.getMessage()));
    }
  }

  AttentionSource source() {
    return source;
  }

  /** Why there is no attention to show, if there should be some. */
  Optional<String> problem() {
    return problem;
  }

  /** The attention map of a sample, if maps come from a table. */
  Optional<AttentionGrid> map(String id) {
    return Optional.ofNullable(maps.get(id));
  }

  /** The attention that decided the label of a mixture. */
  Attention attention(MixInput base, MixInput partner, Optional<MixPlan> mix) {
    if (source == AttentionSource.AREA
        || mix.isEmpty()
        || mix.get().source() == AttentionSource.AREA) {
      return Attention.NONE;
    }
    if (source == AttentionSource.INLINE
        && mix.get().attentionTarget() == AttentionTarget.AT_MIXTURE) {
      Image mixture = mix.get().apply(base.image(), partner.image());
      return new Attention(
          Optional.empty(), Optional.empty(), resolve(PendingAttention.of(mixture)));
    }
    return new Attention(resolve(base.attention()), resolve(partner.attention()), Optional.empty());
  }

  private Optional<AttentionGrid> resolve(PendingAttention attention) {
    if (attention.isOpen()) {
      attention.complete(provider.orElseThrow().compute(List.of(attention.image())).get(0));
    }
    return attention.result().map(AttentionResult::attention);
  }

  @Override
  public void close() {
    provider.ifPresent(AttentionProvider::close);
  }
}
