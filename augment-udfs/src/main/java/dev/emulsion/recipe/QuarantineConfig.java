package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.Map;

/**
 * The {@code quarantine} section.
 *
 * @param maxFraction largest share of the samples that may be quarantined before the run fails, in
 *     [0, 1]
 */
public record QuarantineConfig(double maxFraction) implements Serializable {

  public static final QuarantineConfig DEFAULT = new QuarantineConfig(0.01);

  public QuarantineConfig {
    Require.share("max-fraction", maxFraction);
  }

  static QuarantineConfig from(Section quarantine) {
    return new QuarantineConfig(quarantine.number("max-fraction", DEFAULT.maxFraction));
  }

  Map<String, Object> values() {
    return Map.of("max-fraction", maxFraction);
  }
}
