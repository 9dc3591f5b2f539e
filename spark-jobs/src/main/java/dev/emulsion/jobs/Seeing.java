package dev.emulsion.jobs;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.Insight;
import dev.emulsion.attention.Seer;
import dev.emulsion.image.Image;
import dev.emulsion.jobs.Augmenter.Ready;
import dev.emulsion.jobs.PreviewJob.Heat;
import dev.emulsion.mix.Looks;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.recipe.Recipe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** Sees again, on the driver, what the tasks of a run saw of a few pictures. */
final class Seeing implements AutoCloseable {

  private final AttentionSource source;
  private final Optional<Seer> seer;
  private final Map<String, AttentionGrid> maps;
  private final Optional<String> problem;

  private Seeing(
      AttentionSource source,
      Optional<Seer> seer,
      Map<String, AttentionGrid> maps,
      Optional<String> problem) {
    this.source = source;
    this.seer = seer;
    this.maps = maps;
    this.problem = problem;
  }

  /**
   * With the run's model or its table; where that is gone, by area.
   *
   * @param ids of the samples whose maps are needed
   */
  static Seeing of(SparkSession spark, Attending attending, Recipe recipe, Set<String> ids) {
    AttentionSource source = attending.source();
    try {
      Map<String, AttentionGrid> maps = new HashMap<>();
      attending.maps(spark, recipe).ifPresent(table -> maps.putAll(table.some(ids)));
      Optional<Seer> seer =
          source == AttentionSource.INLINE || source == AttentionSource.SALIENCY
              ? Optional.of(attending.seer())
              : Optional.empty();
      return new Seeing(source, seer, maps, Optional.empty());
    } catch (ConfigException | DataException gone) {
      return new Seeing(
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
  Heat heat(Ready base, Ready partner, Optional<MixPlan> mix) {
    if (source == AttentionSource.AREA
        || mix.isEmpty()
        || mix.get().source() == AttentionSource.AREA) {
      return Heat.NONE;
    }
    if (source == AttentionSource.INLINE && mix.get().looks() == Looks.AT_MIXTURE) {
      Image mixture = mix.get().apply(base.image(), partner.image());
      return new Heat(Optional.empty(), Optional.empty(), seen(Sight.of(mixture)));
    }
    return new Heat(seen(base.sight()), seen(partner.sight()), Optional.empty());
  }

  private Optional<AttentionGrid> seen(Sight sight) {
    if (sight.isOpen()) {
      sight.see(seer.orElseThrow().of(List.of(sight.picture())).get(0));
    }
    return sight.insight().map(Insight::attention);
  }

  @Override
  public void close() {
    seer.ifPresent(Seer::close);
  }
}
