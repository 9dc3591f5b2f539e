package dev.emulsion.jobs.preview;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionProvider;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.jobs.pipeline.MixInput;
import dev.emulsion.jobs.pipeline.PendingAttention;
import dev.emulsion.jobs.preview.PreviewJob.Heat;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.mix.AttentionTarget;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.recipe.Recipe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** Sees again, on the driver, what the tasks of a run saw of a few images. */
final class PreviewAttention implements AutoCloseable {

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
   * With the run's model or its table; where that is gone, by area.
   *
   * @param ids of the samples whose maps are needed
   */
  static PreviewAttention of(
      SparkSession spark, AttentionSetup attentionSetup, Recipe recipe, Set<String> ids) {
    AttentionSource source = attentionSetup.source();
    try {
      Map<String, AttentionGrid> maps = new HashMap<>();
      attentionSetup.maps(spark, recipe).ifPresent(table -> maps.putAll(table.some(ids)));
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

  /** Why nothing can be seen, if that is so. */
  Optional<String> problem() {
    return problem;
  }

  /** The map of a sample, where maps come from a table. */
  Optional<AttentionGrid> map(String id) {
    return Optional.ofNullable(maps.get(id));
  }

  /** What was seen of a pair. */
  Heat heat(MixInput base, MixInput partner, Optional<MixPlan> mix) {
    if (source == AttentionSource.AREA
        || mix.isEmpty()
        || mix.get().source() == AttentionSource.AREA) {
      return Heat.NONE;
    }
    if (source == AttentionSource.INLINE
        && mix.get().attentionTarget() == AttentionTarget.AT_MIXTURE) {
      Image mixture = mix.get().apply(base.image(), partner.image());
      return new Heat(Optional.empty(), Optional.empty(), seen(PendingAttention.of(mixture)));
    }
    return new Heat(seen(base.attention()), seen(partner.attention()), Optional.empty());
  }

  private Optional<AttentionGrid> seen(PendingAttention attention) {
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
