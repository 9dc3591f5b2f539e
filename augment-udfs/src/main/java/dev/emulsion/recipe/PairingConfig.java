package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code pairing} section.
 *
 * @param labels which samples may be partners
 * @param variants output rows per sample and epoch, at least 1, each with transforms of its own;
 *     variant v uses the v-th next partner on the ring
 * @param buckets number of buckets of the ring; empty: chosen from the size of the data
 */
public record PairingConfig(
    Labels labels, int variants, Optional<Integer> buckets, OnNoPartner onNoPartner)
    implements Serializable {

  /**
   * Which samples may be partners of a base, by comparing the {@link dev.emulsion.label.Label#main}
   * class of both.
   */
  public enum Labels {
    ANY,
    DIFFERENT,
    SAME
  }

  /** How to treat samples without a qualified partner. */
  public enum OnNoPartner {
    /** They become unmixed rows, λ = 1. */
    KEEP,
    /** They are quarantined with reason NO_PARTNER. */
    DROP,
    /** The run stops. */
    FAIL
  }

  public static final PairingConfig DEFAULT =
      new PairingConfig(Labels.ANY, 1, Optional.empty(), OnNoPartner.KEEP);

  private static final int MAX_VARIANTS = 1_000;
  private static final int MAX_BUCKETS = 100_000;

  public PairingConfig {
    Require.within(
        "variants",
        1,
        MAX_VARIANTS,
        variants,
        "every bucket is sent that many samples more, as partners; raise epochs");
    buckets.ifPresent(
        n -> Require.within("buckets", 1, MAX_BUCKETS, n, "every bucket is a task of its own"));
  }

  static PairingConfig from(Section pairing) {
    return new PairingConfig(
        pairing.choice("labels", DEFAULT.labels),
        pairing.integer("variants", DEFAULT.variants),
        pairing.integerOrAuto("buckets"),
        pairing.choice("on-no-partner", DEFAULT.onNoPartner));
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("labels", Names.of(labels));
    values.put("variants", variants);
    values.put("buckets", buckets.<Object>map(n -> n).orElse(Section.AUTO));
    values.put("on-no-partner", Names.of(onNoPartner));
    return values;
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
