package dev.emulsion.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every number of a report. Text from the data is printable already, see {@link
 * dev.emulsion.Printable}, but not escaped.
 *
 * @param summed the rows whose columns the figures after it come from; those before it cover all
 * @param drawnShown number of mixed rows by λ as drawn (first index) and as the label shows it, in
 *     steps of 1/{@value #BINS}
 * @param timing the only part that differs between two runs that write the same rows
 */
public record RunReport(
    Facts run,
    Input input,
    List<Epoch> epochs,
    Shards shards,
    List<Reason> quarantine,
    Optional<Generated> generated,
    Summed summed,
    List<Method> methods,
    long[][] drawnShown,
    List<ClassMass> classes,
    ClassPairs classPairs,
    List<Position> positions,
    List<Use> prompts,
    List<Use> mixingImages,
    long mixingImagesUsed,
    List<Strip> strips,
    Timing timing) {

  /** Number of intervals of λ. */
  public static final int BINS = 20;

  /** Number of rows and of columns of cells in which positions are counted. */
  public static final int CELLS = 16;

  /**
   * What the run is.
   *
   * @param name of the output, for the title
   * @param recipe YAML with every default filled in
   */
  public record Facts(
      String name,
      String runId,
      String version,
      String spark,
      String codec,
      long seed,
      int epochs,
      int variants,
      int buckets,
      String profile,
      String contentDigest,
      String recipe) {}

  /** What was read, as in the manifest. */
  public record Input(
      long samples,
      int classes,
      long duplicates,
      long withoutGenerated,
      long ignoredFiles,
      Map<String, Long> ignoredKinds) {}

  /** The counts of an epoch, as in the manifest. */
  public record Epoch(
      int epoch,
      long emitted,
      long quarantined,
      long rows,
      long unpaired,
      long decoded,
      Map<String, Long> methods,
      Map<String, Long> reasons,
      long files,
      long bytes,
      String contentDigest) {}

  /**
   * The sizes of the shards.
   *
   * @param bins number of shards by size, in equal steps from {@code min} to {@code max}
   */
  public record Shards(long files, long bytes, long min, long median, long max, List<Long> bins) {}

  /** The samples and generated images of one quarantine reason, over all epochs. */
  public record Reason(String reason, long count, List<Quarantined> examples) {}

  /** An entry of the quarantine. */
  public record Quarantined(String id, String path, String message, int epoch) {}

  /** What happened to the generated images, over all epochs. */
  public record Generated(
      long found,
      long matched,
      long orphaned,
      long unusedPrompt,
      long duplicates,
      long used,
      long joined,
      long rejected,
      long lost) {}

  /** How many of all rows and shards were summed up. */
  public record Summed(long rows, long ofRows, int shards, int ofShards) {

    boolean isAll() {
      return shards == ofShards;
    }
  }

  /**
   * The rows of one method and their λ.
   *
   * @param rows over all epochs, as in the manifest
   * @param drawn number of summed rows by λ as drawn, in steps of 1/{@value RunReport#BINS}; empty
   *     if the method has none
   * @param expected the numbers that the recipe's distribution gives; empty if λ is constant
   */
  public record Method(
      String method,
      long rows,
      List<Long> drawn,
      List<Double> expected,
      double meanDrawn,
      double meanShown,
      Optional<Fit> fit) {}

  /**
   * How well drawn λ fit their distribution.
   *
   * @param law such as {@code Beta(1, 1)}
   * @param alphas of the parts of the distribution
   * @param weights of the parts of the distribution
   * @param distance of Kolmogorov and Smirnov
   * @param limit that one in a hundred runs exceeds by chance
   */
  public record Fit(
      String law,
      List<Double> alphas,
      List<Double> weights,
      long rows,
      double distance,
      double limit) {

    LambdaLaw lambdaLaw() {
      List<LambdaLaw.Part> parts = new ArrayList<>();
      for (int i = 0; i < alphas.size(); i++) {
        parts.add(new LambdaLaw.Part(alphas.get(i), weights.get(i)));
      }
      return new LambdaLaw(parts);
    }
  }

  /**
   * Label mass of a class, summed over rows.
   *
   * @param before of the bases' labels
   * @param after of the labels that were written
   */
  public record ClassMass(int index, String name, double before, double after) {}

  /**
   * Number of mixed rows by main class of base and partner.
   *
   * @param mixed number of mixed rows
   * @param sameClass number of those whose samples have the same main class
   * @param classes number of classes of their bases
   * @param names of the classes with the most mixed rows
   * @param rows of these classes: first index base, second partner
   */
  public record ClassPairs(
      long mixed, long sameClass, int classes, List<String> names, long[][] rows) {}

  /**
   * Where rows show what was put in.
   *
   * @param what such as {@code cutmix}
   * @param rows number of rows summed up
   * @param shares of these rows, by cell, from the top left
   */
  public record Position(String what, long rows, double[][] shares) {}

  /** How many rows use something. */
  public record Use(String name, long rows) {}

  /**
   * A row whose images are shown.
   *
   * @param partnerId empty if the row is unmixed
   * @param mass weights of the written label, the base's class first, then the heaviest; there may
   *     be more
   * @param plan as JSON, if there is one
   */
  public record Strip(
      String rowId,
      String baseId,
      Optional<String> partnerId,
      String method,
      double lambda,
      double lambdaDrawn,
      String labelBase,
      Optional<String> labelPartner,
      List<Weight> mass,
      Optional<String> plan) {}

  /** Weight of a class in a label. */
  public record Weight(String name, double weight) {}

  /**
   * When slices were committed.
   *
   * @param started when the output was begun, in milliseconds since 1970
   */
  public record Timing(long started, List<Commit> commits) {}

  /** A committed slice. */
  public record Commit(int epoch, long rows, long bytes, long at) {}
}
