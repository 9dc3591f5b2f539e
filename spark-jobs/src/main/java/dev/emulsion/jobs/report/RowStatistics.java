package dev.emulsion.jobs.report;

import dev.emulsion.blend.BlendPlan;
import dev.emulsion.blend.DiffuseMix;
import dev.emulsion.image.Box;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.report.LambdaLaw;
import dev.emulsion.report.RunReport;
import dev.emulsion.spark.LabelColumn;
import dev.emulsion.spark.LocalRows;
import dev.emulsion.spark.OutputSchema;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Sums over the columns of rows, without their images. Label weights are summed in units of
 * 1/{@value #UNITS}, and all else in whole numbers, so that the sums do not depend on the order of
 * the rows. Public, as Spark wants of what tasks return.
 */
public final class RowStatistics implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Units of label weight. */
  static final double UNITS = 1e6;

  private static final String[] COLUMNS = {
    OutputSchema.METHOD,
    OutputSchema.BASE_ID,
    OutputSchema.PARTNER_ID,
    OutputSchema.HEIGHT,
    OutputSchema.WIDTH,
    OutputSchema.LABEL_BASE,
    OutputSchema.LABEL_PARTNER,
    OutputSchema.LAMBDA,
    OutputSchema.LAMBDA_DRAWN,
    OutputSchema.LABEL_INDICES,
    OutputSchema.LABEL_WEIGHTS,
    OutputSchema.PLAN
  };

  /** The mixed rows of one method. */
  static final class Lambdas implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Number of rows by drawn λ, in multiples of 1/{@value LambdaLaw#STEPS}. */
    final TreeMap<Integer, Long> drawn = new TreeMap<>();

    /** Sum of the λ in labels, in the same unit. */
    long shown;

    long rows() {
      return drawn.values().stream().mapToLong(n -> n).sum();
    }
  }

  /** Where some rows show what was put in. */
  static final class Coverage implements Serializable {

    private static final long serialVersionUID = 1L;

    final long[][] cells = new long[RunReport.CELLS][RunReport.CELLS];
    long rows;
  }

  private final Label.Kind kind;

  long rows;
  long mixed;
  long sameClass;
  final long[] before;
  final long[] after;
  final TreeMap<String, Lambdas> lambdas = new TreeMap<>();
  final long[][] drawnShown = new long[RunReport.BINS][RunReport.BINS];

  /** Mixed rows by main class: the base's times the number of classes, plus the partner's. */
  final HashMap<Long, Long> pairs = new HashMap<>();

  final TreeMap<String, Coverage> coverage = new TreeMap<>();
  final TreeMap<String, Long> prompts = new TreeMap<>();
  final TreeMap<String, Long> mixingImages = new TreeMap<>();

  RowStatistics(Label.Kind kind, int classes) {
    this.kind = kind;
    this.before = new long[classes];
    this.after = new long[classes];
  }

  /** Sums up {@code rows} of {@link OutputSchema}. */
  static RowStatistics of(Dataset<Row> rows, Label.Kind kind, int classes) {
    Column[] columns = new Column[COLUMNS.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = functions.col(COLUMNS[i]);
    }
    RowStatistics sum = new RowStatistics(kind, classes);
    LocalRows.parts(rows.select(columns), part -> part(part, kind, classes), RowStatistics.class)
        .forEach(sum::add);
    return sum;
  }

  static RowStatistics part(Iterator<Row> rows, Label.Kind kind, int classes) {
    RowStatistics sum = new RowStatistics(kind, classes);
    rows.forEachRemaining(sum::add);
    return sum;
  }

  private void add(Row row) {
    rows++;
    Label base = LabelColumn.read(kind, row, row.fieldIndex(OutputSchema.LABEL_BASE));
    addBase(base);
    List<Integer> indices = row.getList(row.fieldIndex(OutputSchema.LABEL_INDICES));
    List<Float> weights = row.getList(row.fieldIndex(OutputSchema.LABEL_WEIGHTS));
    for (int i = 0; i < indices.size(); i++) {
      after[indices.get(i)] += units(weights.get(i));
    }
    if (row.getAs(OutputSchema.PARTNER_ID) != null) {
      addMixed(row, base);
    }
    String plan = row.getAs(OutputSchema.PLAN);
    if (plan != null) {
      addPlan(row, Plans.read(plan));
    }
  }

  private void addBase(Label label) {
    if (label instanceof Label.Distribution distribution) {
      for (int k = 0; k < before.length; k++) {
        before[k] += units(distribution.weights()[k]);
      }
    } else {
      for (int k : label.classes()) {
        before[k] += units(1);
      }
    }
  }

  private static long units(double weight) {
    return Math.round(weight * UNITS);
  }

  private void addMixed(Row row, Label base) {
    mixed++;
    double drawn = row.<Double>getAs(OutputSchema.LAMBDA_DRAWN);
    double shown = row.<Double>getAs(OutputSchema.LAMBDA);
    Lambdas of = lambdas.computeIfAbsent(row.getAs(OutputSchema.METHOD), method -> new Lambdas());
    of.drawn.merge((int) Math.round(drawn * LambdaLaw.STEPS), 1L, Long::sum);
    of.shown += Math.round(shown * LambdaLaw.STEPS);
    drawnShown[bin(drawn)][bin(shown)]++;
    Label partner = LabelColumn.read(kind, row, row.fieldIndex(OutputSchema.LABEL_PARTNER));
    pairs.merge((long) base.main() * before.length + partner.main(), 1L, Long::sum);
    if (base.main() == partner.main()) {
      sameClass++;
    }
  }

  /** The interval that {@code lambda} is in. */
  static int bin(double lambda) {
    return Math.max(0, Math.min(RunReport.BINS - 1, (int) (lambda * RunReport.BINS)));
  }

  private void addPlan(Row row, OutputPlan plan) {
    List<Box> boxes = plan.mix().boxes();
    if (!boxes.isEmpty()) {
      int height = row.<Integer>getAs(OutputSchema.HEIGHT);
      int width = row.<Integer>getAs(OutputSchema.WIDTH);
      addBoxes(plan.method(), new Size(height, width), boxes);
    }
    String baseId = row.getAs(OutputSchema.BASE_ID);
    plan.base().stream()
        .filter(BlendPlan.class::isInstance)
        .map(BlendPlan.class::cast)
        .forEach(blend -> addBlend(blend, baseId));
  }

  private void addBoxes(String what, Size size, List<Box> boxes) {
    Coverage of = coverage.computeIfAbsent(what, name -> new Coverage());
    of.rows++;
    for (Box box : boxes) {
      int bottom = firstCell(box.bottom(), size.height());
      int right = firstCell(box.right(), size.width());
      for (int y = firstCell(box.top(), size.height()); y < bottom; y++) {
        for (int x = firstCell(box.left(), size.width()); x < right; x++) {
          of.cells[y][x]++;
        }
      }
    }
  }

  /** The first cell whose center is at or after pixel {@code at} of {@code length} pixels. */
  private static int firstCell(int at, int length) {
    // (2 cell + 1) · length / (2 CELLS) >= at
    long twice = 2L * RunReport.CELLS * at - length;
    return (int) Math.max(0, Math.min(RunReport.CELLS, Math.floorDiv(twice - 1, 2L * length) + 1));
  }

  private void addBlend(BlendPlan blend, String baseId) {
    blend.generatedKey(baseId).ifPresent(key -> prompts.merge(key.prompt(), 1L, Long::sum));
    blend.mixingImageName().ifPresent(name -> mixingImages.merge(name, 1L, Long::sum));
    if (blend instanceof DiffuseMix.Plan plan) {
      addHalf(plan);
    }
  }

  /** The half that is generated. */
  private void addHalf(DiffuseMix.Plan plan) {
    int cells = RunReport.CELLS;
    int from = plan.generatedFirst() ? 0 : cells / 2;
    Size all = Size.square(cells);
    Box half =
        plan.split() == DiffuseMix.Split.HORIZONTAL
            ? new Box(0, from, cells, cells / 2)
            : new Box(from, 0, cells / 2, cells);
    addBoxes("diffusemix, generated half", all, List.of(half));
  }

  private void add(RowStatistics other) {
    rows += other.rows;
    mixed += other.mixed;
    sameClass += other.sameClass;
    addTo(before, other.before);
    addTo(after, other.after);
    for (int i = 0; i < drawnShown.length; i++) {
      addTo(drawnShown[i], other.drawnShown[i]);
    }
    other.lambdas.forEach(
        (method, of) -> {
          Lambdas sum = lambdas.computeIfAbsent(method, name -> new Lambdas());
          addTo(sum.drawn, of.drawn);
          sum.shown += of.shown;
        });
    other.coverage.forEach(
        (what, of) -> {
          Coverage sum = coverage.computeIfAbsent(what, name -> new Coverage());
          sum.rows += of.rows;
          for (int i = 0; i < sum.cells.length; i++) {
            addTo(sum.cells[i], of.cells[i]);
          }
        });
    addTo(pairs, other.pairs);
    addTo(prompts, other.prompts);
    addTo(mixingImages, other.mixingImages);
  }

  private static <K> void addTo(Map<K, Long> sums, Map<K, Long> more) {
    more.forEach((key, n) -> sums.merge(key, n, Long::sum));
  }

  private static void addTo(long[] sums, long[] more) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += more[i];
    }
  }
}
