package dev.emulsion.jobs.estimate;

import dev.emulsion.jobs.census.Census;
import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the user of a plan may not want, each with a way out. */
final class EstimateWarnings {

  /** Share of the images that may travel twice without a word. */
  private static final double MAX_HALO = 0.05;

  private final Recipe recipe;
  private final Census census;
  private final EstimateReport.Pairing pairing;
  private final List<String> warnings = new ArrayList<>();

  private EstimateWarnings(Recipe recipe, Census census, EstimateReport.Pairing pairing) {
    this.recipe = recipe;
    this.census = census;
    this.pairing = pairing;
  }

  static List<String> of(
      Recipe recipe, Census census, EstimateReport.Pairing pairing, RowSizeProbe probe) {
    EstimateWarnings it = new EstimateWarnings(recipe, census, pairing);
    if (recipe.mix().needsPartner()) {
      it.onPartners();
      it.onHalo();
    }
    it.onQuarantined(probe);
    return List.copyOf(it.warnings);
  }

  private void onPartners() {
    long samples = census.samples();
    if (pairing.unpaired() > 0) {
      warn(
          "%,d of %,d samples have no partner under pairing.labels: %s; with"
              + " pairing.on-no-partner: %s %s",
          pairing.unpaired(),
          samples,
          lower(recipe.pairing().labels()),
          lower(recipe.pairing().onNoPartner()),
          switch (recipe.pairing().onNoPartner()) {
            case KEEP -> "they stay unmixed";
            case DROP -> "they are left out";
            case FAIL -> "the run stops";
          });
    }
    for (int label = 0; label < census.counts().length; label++) {
      long own = census.counts()[label];
      if (recipe.pairing().labels() == Labels.DIFFERENT && own < samples && 2 * own > samples) {
        warn(
            "class %s has %,d of %,d samples: with pairing.labels: different the other %,d must"
                + " each be its partner %.1f times on average; pairing.labels: any spreads them",
            census.classes().get(label),
            own,
            samples,
            samples - own,
            (double) own / (samples - own));
      }
    }
  }

  private void onHalo() {
    double share = (double) pairing.halo() / Math.max(1, census.samples());
    if (share > MAX_HALO && pairing.buckets() > 1) {
      warn(
          "%,d images (%.0f %% of the samples) travel twice, as followers of %,d buckets; a smaller"
              + " pairing.buckets makes them fewer",
          pairing.halo(), 100 * share, pairing.buckets());
    }
  }

  private void onQuarantined(RowSizeProbe probe) {
    if (probe.refused() > 0) {
      warn(
          "%d of %d images looked at cannot be used; quarantine.max-fraction allows %s of all",
          probe.refused(), probe.looked(), recipe.quarantine().maxFraction());
    }
  }

  private void warn(String sentence, Object... values) {
    warnings.add(String.format(Locale.ROOT, sentence, values));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
