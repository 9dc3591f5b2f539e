package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The {@code pairing} section.
 *
 * @param labels which samples may be partners
 * @param variants output rows per sample and epoch, at least 1, each with transforms of its own;
 *     variant v uses the v-th next partner on the ring
 * @param buckets number of buckets of the ring; empty: chosen from the size of the data
 * @param onNoPartner how to treat samples without a partner
 * @param table the user's own pairs; empty: partners are found on the ring
 * @param groups number of groups that samples are paired within; 1 for {@link Scope#DATASET}
 */
public record PairingConfig(
    Labels labels,
    int variants,
    Optional<Integer> buckets,
    OnNoPartner onNoPartner,
    Optional<PairTable> table,
    int groups)
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

  /** Among which samples partners are found. */
  public enum Scope {
    /** All. */
    DATASET,
    /** Those of one group. Which group a sample is in follows from its id alone. */
    GROUP
  }

  /**
   * Pairs that the user brings: a row for each, with the columns {@code base_id}, {@code
   * partner_id} and optionally {@code lambda} and {@code method}.
   *
   * @param path of Parquet or CSV files; for {@code table} a name in the session's catalog
   */
  public record PairTable(String path, Format format) implements Serializable {

    /** How the pairs are stored. */
    public enum Format {
      /** {@code CSV} if the path ends with {@code .csv}, else {@code PARQUET}. */
      AUTO,
      PARQUET,
      /** With a header. */
      CSV,
      /** A table or view of the session's catalog. */
      TABLE
    }

    public PairTable {
      Location.require("path", path);
    }

    static PairTable from(Section table) {
      return new PairTable(table.text("path"), table.choice("format", Format.AUTO));
    }

    /** Whether {@link #path} names files, rather than a table of a catalog. */
    public boolean isFiles() {
      return format != Format.TABLE;
    }

    private PairTable withPath(String other) {
      return new PairTable(other, format);
    }

    Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("path", path);
      values.put("format", Names.of(format));
      return values;
    }
  }

  public static final PairingConfig DEFAULT =
      new PairingConfig(Labels.ANY, 1, Optional.empty(), OnNoPartner.KEEP);

  private static final String TABLE = "table";
  private static final String SCOPE = "scope";
  private static final String GROUPS = "groups";
  private static final int MAX_GROUPS = 10_000;

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
    Require.within(
        GROUPS, 1, MAX_GROUPS, groups, "every group is a shuffle of its own, of about a terabyte");
    Require.that(
        table.isEmpty() || groups == 1,
        "scope must be dataset with table, whose pairs may be of any two samples, was group;"
            + " remove it");
    Require.that(
        table.isEmpty() || labels == Labels.ANY,
        () ->
            "labels must be any with table, whose pairs are used as they are, was "
                + Names.of(labels)
                + "; remove it");
  }

  /** Partners from the ring of all samples. */
  public PairingConfig(
      Labels labels, int variants, Optional<Integer> buckets, OnNoPartner onNoPartner) {
    this(labels, variants, buckets, onNoPartner, Optional.empty(), 1);
  }

  /** Among which samples partners are found. */
  public Scope scope() {
    return groups == 1 ? Scope.DATASET : Scope.GROUP;
  }

  /** The same pairing with {@code change} applied to the paths of files. */
  PairingConfig withPaths(UnaryOperator<String> change) {
    return with(table.map(it -> it.isFiles() ? it.withPath(change.apply(it.path())) : it));
  }

  /** See {@link Recipe#forRunId}. Where pairs are stored, and how, does not change the rows. */
  PairingConfig forRunId() {
    return with(table.map(it -> new PairTable(Recipe.NO_PATH, PairTable.Format.AUTO)));
  }

  private PairingConfig with(Optional<PairTable> other) {
    return new PairingConfig(labels, variants, buckets, onNoPartner, other, groups);
  }

  static PairingConfig from(Section pairing) {
    Section table = pairing.section(TABLE, KnownKeys.under(known(), TABLE).keySet());
    return new PairingConfig(
        pairing.choice("labels", DEFAULT.labels),
        pairing.integer("variants", DEFAULT.variants),
        pairing.integerOrAuto("buckets"),
        pairing.choice("on-no-partner", DEFAULT.onNoPartner),
        pairing.has(TABLE) ? table.make(PairTable::from) : Optional.empty(),
        groups(pairing));
  }

  private static int groups(Section pairing) {
    if (pairing.choice(SCOPE, Scope.DATASET) == Scope.DATASET) {
      pairing.reject(List.of(GROUPS), "pairing.scope is dataset");
      return 1;
    }
    return Require.atLeast("groups with scope group", 2, pairing.integer(GROUPS));
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("labels", Names.of(labels));
    values.put("variants", variants);
    values.put("buckets", buckets.<Object>map(n -> n).orElse(Section.AUTO));
    values.put("on-no-partner", Names.of(onNoPartner));
    table.ifPresent(it -> values.put(TABLE, it.values()));
    if (scope() == Scope.GROUP) {
      values.put(SCOPE, Names.of(scope()));
      values.put(GROUPS, groups);
    }
    return values;
  }

  /** All keys. */
  static Map<String, Object> known() {
    Map<String, Object> keys = DEFAULT.values();
    keys.put(TABLE, new PairTable("pairs", PairTable.Format.AUTO).values());
    keys.put(SCOPE, Names.of(Scope.DATASET));
    keys.put(GROUPS, 1);
    return keys;
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
