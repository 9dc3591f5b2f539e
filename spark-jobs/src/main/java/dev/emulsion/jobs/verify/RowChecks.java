package dev.emulsion.jobs.verify;

import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.LabelColumn;
import dev.emulsion.spark.OutputSchema;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Checks each row of an epoch by itself: image length and size, λ, epoch, and that the soft label
 * follows from the labels of base and partner.
 *
 * @param classes number of classes
 * @param maxProblems number of problems after which a partition's rows are only counted and hashed
 */
record RowChecks(Recipe recipe, int epoch, int classes, int maxProblems) implements Serializable {

  /** Label weights are float32, so over many classes their sum may be off by this much. */
  private static final double MASS_TOLERANCE = 1e-4;

  /** Checks, counts and hashes the rows of a partition. */
  PartitionSummary summarize(Iterator<Row> rows) {
    ContentDigest digest = new ContentDigest(OutputSchema.of(recipe.labels()));
    ImageColumn images = ImageColumn.of(recipe);
    BigInteger sum = BigInteger.ZERO;
    long count = 0;
    List<String> problems = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      count++;
      sum = ContentDigest.sum(sum, digest.of(row));
      if (problems.size() < maxProblems) {
        problems.addAll(check(row, images));
      }
    }
    return new PartitionSummary(count, sum, problems);
  }

  /** What is wrong with one row, each sentence beginning with its {@code row_id}. */
  List<String> check(Row row, ImageColumn images) {
    List<String> problems = new ArrayList<>();
    checkImage(row, images, problems);
    double lambda = row.getAs(OutputSchema.LAMBDA);
    if (!(lambda >= 0 && lambda <= 1)) {
      problems.add("lam must be between 0 and 1, was " + lambda);
    }
    int written = row.getAs(OutputSchema.EPOCH);
    if (written != epoch) {
      problems.add("epoch must be " + epoch + ", was " + written);
    }
    try {
      checkLabel(row, problems);
    } catch (IllegalArgumentException invalid) {
      problems.add(invalid.getMessage());
    }
    for (int index : row.<Integer>getList(row.fieldIndex(OutputSchema.LABEL_INDICES))) {
      if (index < 0 || index >= classes) {
        problems.add("label index must be below " + classes + ", was " + index);
      }
    }
    String id = row.getAs(OutputSchema.ROW_ID);
    problems.replaceAll(problem -> id + ": " + problem);
    return problems;
  }

  private void checkImage(Row row, ImageColumn images, List<String> problems) {
    byte[] image = row.getAs(OutputSchema.IMAGE);
    int height = row.getAs(OutputSchema.HEIGHT);
    int width = row.getAs(OutputSchema.WIDTH);
    images.problem(image, height, width).ifPresent(problems::add);
    recipe
        .finalSize()
        .filter(size -> size.height() != height || size.width() != width)
        .ifPresent(size -> problems.add("image must be " + size + ", was " + height + "×" + width));
  }

  /**
   * The soft label must follow from base, partner, λ and smoothing or, for a method that weighs
   * labels in its own way, from the plan.
   */
  private void checkLabel(Row row, List<String> problems) {
    Label base = label(row, OutputSchema.LABEL_BASE);
    SoftLabel label = base.soft(classes, recipe.labels().smoothing());
    double mass = smoothedMass(base);
    boolean followsLambda = true;
    if (!row.isNullAt(row.fieldIndex(OutputSchema.LABEL_PARTNER))) {
      Label partner = label(row, OutputSchema.LABEL_PARTNER);
      double lambda = row.getAs(OutputSchema.LAMBDA);
      LabelPair labels = new LabelPair(base, partner, classes, recipe.labels().smoothing());
      label = labels.mixed(lambda);
      mass = lambda * mass + (1 - lambda) * smoothedMass(partner);
      if (recipe.mix().needsAttention()) {
        MixPlan mix = plan(row);
        if (mix.lambda() != lambda) {
          problems.add("lam must be " + mix.lambda() + " as planned, was " + lambda);
        }
        followsLambda = mix.label(labels).equals(label);
        label = mix.label(labels);
      }
    }
    if (followsLambda) {
      checkMass(row, mass, problems);
    }
    if (!isStored(label, row)) {
      problems.add("the soft label does not follow from its classes and lambda");
    }
  }

  private static MixPlan plan(Row row) {
    String json = row.getAs(OutputSchema.PLAN);
    Require.that(json != null, "plan must store what the label was weighted by, was null");
    try {
      return Plans.read(json).mix();
    } catch (DataException unreadable) {
      throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
    }
  }

  private static void checkMass(Row row, double expected, List<String> problems) {
    double mass = 0;
    for (float weight : row.<Float>getList(row.fieldIndex(OutputSchema.LABEL_WEIGHTS))) {
      mass += weight;
    }
    if (!(Math.abs(mass - expected) <= MASS_TOLERANCE * Math.max(1, expected))) {
      problems.add("label weights must sum to " + expected + ", was " + mass);
    }
  }

  /** Whether {@code row} stores {@code label}, sparse and dense. */
  private boolean isStored(SoftLabel label, Row row) {
    List<Integer> indices = row.getList(row.fieldIndex(OutputSchema.LABEL_INDICES));
    List<Float> weights = row.getList(row.fieldIndex(OutputSchema.LABEL_WEIGHTS));
    return Arrays.equals(label.indices(), indices.stream().mapToInt(n -> n).toArray())
        && isEqual(label.weights(), weights)
        && (!recipe.labels().dense()
            || isEqual(label.dense(), row.getList(row.fieldIndex(OutputSchema.SOFT_LABEL))));
  }

  private Label label(Row row, String column) {
    return LabelColumn.read(recipe.labels().kind().orElseThrow(), row, row.fieldIndex(column));
  }

  /** Smoothing replaces a share of the label's mass by as much of mass 1. */
  private double smoothedMass(Label label) {
    double smoothing = recipe.labels().smoothing();
    return (1 - smoothing) * label.mass() + smoothing;
  }

  private static boolean isEqual(float[] expected, List<Float> found) {
    if (expected.length != found.size()) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] != found.get(i)) {
        return false;
      }
    }
    return true;
  }
}
