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
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What every row of an epoch must satisfy by itself, and the sums over a partition.
 *
 * @param classes number of classes
 * @param examples problems that are told of a partition, at most
 */
record RowChecks(Recipe recipe, int epoch, int classes, int examples) implements Serializable {

  /** Label weights are float32, so their sum may be off by as much as this for many classes. */
  private static final double MASS_TOLERANCE = 1e-4;

  static final StructType SUM =
      new StructType()
          .add("rows", DataTypes.LongType)
          .add("digest", DataTypes.StringType)
          .add("problems", DataTypes.createArrayType(DataTypes.StringType));

  Iterator<Row> of(Iterator<Row> rows) {
    ContentDigest digest = new ContentDigest(OutputSchema.of(recipe.labels()));
    ImageColumn images = ImageColumn.of(recipe);
    BigInteger sum = BigInteger.ZERO;
    long count = 0;
    List<String> problems = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      count++;
      sum = ContentDigest.sum(sum, digest.of(row));
      if (problems.size() < examples) {
        check(row, images, problems);
      }
    }
    Object[] found = problems.toArray();
    return List.of(RowFactory.create(count, ContentDigest.hex(sum), found)).iterator();
  }

  private void check(Row row, ImageColumn images, List<String> problems) {
    String id = row.getAs(OutputSchema.ROW_ID);
    byte[] image = row.getAs(OutputSchema.IMAGE);
    int height = row.getAs(OutputSchema.HEIGHT);
    int width = row.getAs(OutputSchema.WIDTH);
    images.problem(image, height, width).ifPresent(problem -> problems.add(id + ": " + problem));
    recipe
        .finalSize()
        .filter(size -> size.height() != height || size.width() != width)
        .ifPresent(
            s -> problems.add(id + ": image must be " + s + ", was " + height + "×" + width));
    double lambda = row.getAs(OutputSchema.LAMBDA);
    if (!(lambda >= 0 && lambda <= 1)) {
      problems.add(id + ": lambda must be between 0 and 1, was " + lambda);
    }
    int written = row.getAs(OutputSchema.EPOCH);
    if (written != epoch) {
      problems.add(id + ": epoch must be " + epoch + ", was " + written);
    }
    try {
      checkLabel(row, id, problems);
    } catch (IllegalArgumentException impossible) {
      problems.add(id + ": " + impossible.getMessage());
    }
    for (int index : row.<Integer>getList(row.fieldIndex(OutputSchema.LABEL_INDICES))) {
      if (index < 0 || index >= classes) {
        problems.add(id + ": label index must be below " + classes + ", was " + index);
      }
    }
  }

  /**
   * The soft label must be the one that base, partner, λ and smoothing give; or, where the method
   * has a form of its own, the one that its plan gives.
   */
  private void checkLabel(Row row, String id, List<String> problems) {
    Label base = label(row, OutputSchema.LABEL_BASE);
    SoftLabel label = soft(base);
    double due = mass(base);
    boolean byLambda = true;
    if (!row.isNullAt(row.fieldIndex(OutputSchema.LABEL_PARTNER))) {
      Label partner = label(row, OutputSchema.LABEL_PARTNER);
      double lambda = row.getAs(OutputSchema.LAMBDA);
      LabelPair labels = new LabelPair(base, partner, classes, recipe.labels().smoothing());
      label = labels.mixed(lambda);
      due = lambda * due + (1 - lambda) * mass(partner);
      if (recipe.mix().needsAttention()) {
        MixPlan mix = plan(row);
        if (mix.lambda() != lambda) {
          problems.add(id + ": lambda must be " + mix.lambda() + " as planned, was " + lambda);
        }
        byLambda = mix.label(labels).equals(label);
        label = mix.label(labels);
      }
    }
    if (byLambda) {
      checkMass(row, id, due, problems);
    }
    List<Integer> indices = row.getList(row.fieldIndex(OutputSchema.LABEL_INDICES));
    List<Float> weights = row.getList(row.fieldIndex(OutputSchema.LABEL_WEIGHTS));
    boolean sparse =
        Arrays.equals(label.indices(), indices.stream().mapToInt(n -> n).toArray())
            && isEqual(label.weights(), weights);
    boolean dense =
        !recipe.labels().dense()
            || isEqual(label.dense(), row.getList(row.fieldIndex(OutputSchema.SOFT_LABEL)));
    if (!sparse || !dense) {
      problems.add(id + ": the soft label does not follow from its classes and lambda");
    }
  }

  private static MixPlan plan(Row row) {
    String json = row.getAs(OutputSchema.PLAN);
    Require.that(json != null, "the plan must say what the label was weighed by, was null");
    try {
      return Plans.read(json).mix();
    } catch (DataException unreadable) {
      throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
    }
  }

  private static void checkMass(Row row, String id, double due, List<String> problems) {
    double mass = 0;
    for (Object weight : row.<Float>getList(row.fieldIndex(OutputSchema.LABEL_WEIGHTS))) {
      mass += (Float) weight;
    }
    if (!(Math.abs(mass - due) <= MASS_TOLERANCE * Math.max(1, due))) {
      problems.add(id + ": label weights must sum to " + due + ", was " + mass);
    }
  }

  private Label label(Row row, String column) {
    return LabelColumn.read(recipe.labels().kind().orElseThrow(), row, row.fieldIndex(column));
  }

  private SoftLabel soft(Label label) {
    return label.soft(classes, recipe.labels().smoothing());
  }

  /** Smoothing takes its share of the label's mass and gives as much in all. */
  private double mass(Label label) {
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
