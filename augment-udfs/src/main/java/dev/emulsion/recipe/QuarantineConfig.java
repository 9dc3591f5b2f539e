package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.Map;

/**
 * The {@code quarantine} section.
 *
 * @param maxFraction the run fails when a larger share of the samples is refused
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
