package dev.emulsion.jobs.estimate;

import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What may be unintended about a run, each with a way out. */
final class EstimateWarnings {

  /** Share of samples that may be shuffled twice without a warning. */
  private static final double MAX_HALO_SHARE = 0.05;

  private final Recipe recipe;
  private final Measurements measured;
  private final List<String> warnings = new ArrayList<>();

  private EstimateWarnings(Recipe recipe, Measurements measured) {
    this.recipe = recipe;
    this.measured = measured;
  }

  static List<String> of(Recipe recipe, Measurements measured) {
    EstimateWarnings warnings = new EstimateWarnings(recipe, measured);
    measured.codecs().warning().ifPresent(warnings.warnings::add);
    if (recipe.mix().needsPartner()) {
      warnings.checkUnpaired();
      warnings.checkLargestClass();
      if (recipe.pairing().table().isEmpty()) {
        warnings.checkHalo();
      }
    }
    warnings.checkRejected();
    return List.copyOf(warnings.warnings);
  }

  private void checkUnpaired() {
    if (measured.unpaired() > 0) {
      warn(
          "%,d of %,d samples have no %s; with pairing.on-no-partner: %s %s",
          measured.unpaired(),
          measured.input().samples(),
          recipe.pairing().table().isPresent()
              ? "pair in pairing.table"
              : "eligible partner under pairing.labels: " + lower(recipe.pairing().labels()),
          lower(recipe.pairing().onNoPartner()),
          switch (recipe.pairing().onNoPartner()) {
            case KEEP -> "they stay unmixed";
            case DROP -> "they are dropped";
            case FAIL -> "the run fails";
          });
    }
  }

  private void checkLargestClass() {
    long samples = measured.input().samples();
    for (int label = 0; label < measured.samplesByClass().length; label++) {
      long own = measured.samplesByClass()[label];
      if (recipe.pairing().labels() == Labels.DIFFERENT && own < samples && 2 * own > samples) {
        warn(
            "class %s has %,d of %,d samples, so with pairing.labels: different each of the other"
                + " %,d is a partner %.1f times on average; set pairing.labels: any to spread"
                + " partners evenly",
            measured.classes().get(label),
            own,
            samples,
            samples - own,
            (double) own / (samples - own));
      }
    }
  }

  private void checkHalo() {
    int buckets = measured.firstEpoch().buckets();
    double share = (double) measured.halo() / Math.max(1, measured.input().samples());
    if (share > MAX_HALO_SHARE && buckets > 1) {
      warn(
          "%,d images (%.0f%% of the samples) are shuffled twice, as partners across the edges of"
              + " %,d buckets; lower pairing.buckets to shuffle fewer",
          measured.halo(), 100 * share, buckets);
    }
  }

  private void checkRejected() {
    RowSizeProbe probe = measured.probe();
    if (probe.rejected() > 0) {
      warn(
          "%d of %d sampled images cannot be used; quarantine.max-fraction allows a share of %s",
          probe.rejected(), probe.samples(), recipe.quarantine().maxFraction());
    }
  }

  private void warn(String format, Object... values) {
    warnings.add(String.format(Locale.ROOT, format, values));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
