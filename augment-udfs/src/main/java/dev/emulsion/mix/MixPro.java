package dev.emulsion.mix;

import dev.emulsion.DataException;
import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * MixPro: MaskMix, which replaces square cells of the base image by those of the partner, with
 * progressive attention labels, which trust attention to the degree that the model recognizes the
 * mixture.
 *
 * <p>Both images are H×W×C of the same shape, 8 bits per channel; cells at the right and lower
 * border are cut. With λ from Beta(alpha, alpha) the base keeps λ of the cells, rounded up as in
 * the authors' code. The label weight of the base is {@code trust·attention + (1−trust)·ratio}.
 *
 * <p>Draws, in order: λ, then which cells the base keeps.
 *
 * @param alpha concentration of the Beta distribution, positive
 * @param cells size and number of the cells to replace
 * @param attentionWeight weight of attention in the label, in [0, 1]
 * @param label which labels are mixed by attention
 * @see <a href="https://arxiv.org/abs/2304.12043">Zhao et al., MixPro, ICLR 2023, §3</a>
 */
public record MixPro(double alpha, Grid cells, AttentionWeight attentionWeight, Form label)
    implements Mix {

  static final OperationType<Mix> ENTRY =
      OperationType.of(
          "mixpro",
          MixPro.class,
          Plan.class,
          List.of(
              "alpha",
              "cell",
              "patch",
              "count",
              "min-partner-cells",
              "ratio",
              "trust",
              "trust-value",
              "schedule",
              "label"),
          given ->
              new MixPro(
                  given.number("alpha", 1.0),
                  new Grid(
                      given.integer("cell", Grid.OFFICIAL.side()),
                      given.integer("patch", Grid.OFFICIAL.patch()),
                      given.choice("count", Grid.OFFICIAL.count()),
                      given.integer("min-partner-cells", Grid.OFFICIAL.minPartner()),
                      given.choice("ratio", Grid.OFFICIAL.ratio())),
                  AttentionWeight.of(given),
                  given.choice("label", Form.HARD)),
          MixPro::values);

  /** How λ times the number of cells becomes a number of cells. */
  public enum Count {
    /**
     * As in the authors' code; favors the base, which keeps all of 4 cells with probability 1/4.
     */
    CEIL,
    /** To nearest, ties to even. */
    ROUND,
    FLOOR;

    private int of(double cells) {
      return switch (this) {
        case CEIL -> (int) Math.ceil(cells);
        case ROUND -> (int) Math.rint(cells);
        case FLOOR -> (int) Math.floor(cells);
      };
    }
  }

  /** How area is measured. The two differ only if cells are cut at a border. */
  public enum Ratio {
    /** The base's share of the cells, as in the authors' code. */
    CELLS,
    /** The base's share of the pixels. */
    PIXELS
  }

  /** Which labels are mixed if attention is known. */
  public enum Form {
    /** Without smoothing, as in the authors' loss. */
    HARD,
    /** With smoothing. */
    SMOOTHED
  }

  /**
   * Size and number of the cells to replace.
   *
   * @param side of a cell, in pixels
   * @param patch side of the model's patches; {@code side} is a multiple of it
   * @param count rounding of the number of cells that the base keeps
   * @param minPartner the least number of cells that show the partner
   * @param ratio how area is measured
   */
  public record Grid(int side, int patch, Count count, int minPartner, Ratio ratio)
      implements Serializable {

    /** As in the authors' configurations. */
    public static final Grid OFFICIAL = new Grid(56, 14, Count.CEIL, 0, Ratio.CELLS);

    public Grid {
      Require.atLeast("patch", 1, patch);
      Require.that(
          side <= MAX_SIDE,
          () -> "cell must be at most " + MAX_SIDE + " pixels, was " + side + TOO_BIG);
      Require.that(
          side >= 1 && side % patch == 0,
          () -> "cell must be a multiple of patch, was " + side + " with patch " + patch);
      Require.within("min-partner-cells", 0, MAX_CELLS, minPartner, "no image has so many cells");
    }

    private static final int MAX_SIDE = 16_384;
    private static final int MAX_CELLS = 1_000_000;
    private static final String TOO_BIG = ": images are smaller, and would be one cell";

    /** How many of {@code all} cells the base keeps. */
    private int kept(double lambda, int all) {
      return Math.max(0, Math.min(count.of(all * lambda), all - minPartner));
    }
  }

  private Map<String, ?> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("alpha", alpha);
    values.put("cell", cells.side());
    values.put("patch", cells.patch());
    values.put("count", cells.count());
    values.put("min-partner-cells", cells.minPartner());
    values.put("ratio", cells.ratio());
    values.put("label", label);
    values.put("trust", attentionWeight.rule());
    if (attentionWeight instanceof AttentionWeight.Constant constant) {
      values.put("trust-value", constant.value());
    } else if (attentionWeight instanceof AttentionWeight.Schedule schedule) {
      values.put("schedule", List.of(schedule.pass(), schedule.passes()));
    }
    return values;
  }

  public MixPro {
    Mixing.requireAlpha(alpha);
  }

  @Override
  public AttentionTarget attentionTarget() {
    return AttentionTarget.AT_MIXTURE;
  }

  @Override
  public boolean needsLogits() {
    return attentionWeight instanceof AttentionWeight.Cosine;
  }

  @Override
  public Plan plan(Image base, Image partner, Draws draws) {
    Size size = Size.common(base, partner);
    double drawn = draws.lambda(alpha);
    int rows = Cells.sized(cells.side(), size.height()).length - 1;
    int columns = Cells.sized(cells.side(), size.width()).length - 1;
    Size grid = new Size(rows, columns);
    int all = Math.toIntExact(grid.area());
    boolean[] shown = Cells.choose(cells.kept(drawn, all), all, draws);
    for (int i = 0; i < all; i++) {
      shown[i] = !shown[i];
    }
    return new Plan(
        size,
        cells.side(),
        Cells.of(grid, shown),
        drawn,
        cells.ratio(),
        label,
        AttentionSource.AREA,
        0,
        attentionWeight.rule(),
        attentionWeight.before());
  }

  /**
   * The cells of images of {@code size} that show the partner.
   *
   * @param cell side of a cell, in pixels
   * @param baseAttention the base's share of attention; 0 if unknown
   * @param attentionWeight weight of attention; 0 until the model's output determines it
   */
  public record Plan(
      Size size,
      int cell,
      Cells partnerCells,
      double lambdaDrawn,
      Ratio ratio,
      Form label,
      AttentionSource source,
      double baseAttention,
      AttentionWeight.Rule rule,
      double attentionWeight)
      implements MixPlan {

    // as in PyTorch, for vectors of length 0
    private static final double TINY = 1e-8;

    @Override
    public Image apply(Image base, Image partner) {
      size.requireOf(base, partner);
      return base.withPatches(boxes(), partner);
    }

    @Override
    public List<Box> boxes() {
      return partnerCells.boxes(Cells.sized(cell, size.height()), Cells.sized(cell, size.width()));
    }

    /** The base's share of the area, as {@link #ratio} counts it. */
    public double area() {
      return switch (ratio) {
        case CELLS -> 1.0 - (double) partnerCells.count() / partnerCells.grid().area();
        case PIXELS -> Cells.shareOutside(boxes(), size);
      };
    }

    @Override
    public double lambda() {
      return source == AttentionSource.AREA
          ? area()
          : attentionWeight * baseAttention + (1.0 - attentionWeight) * area();
    }

    @Override
    public AttentionTarget attentionTarget() {
      return AttentionTarget.AT_MIXTURE;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two results, of base and partner, are combined as the images are; that requires a weight
     * that does not depend on the model's output for the mixture. With a map of zeros the label
     * follows the area.
     */
    @Override
    public Plan withAttention(
        AttentionSource from, List<AttentionResult> attentionResults, LabelPair labels) {
      AttentionGrid attention = attentionResults.get(0).attention();
      if (attentionResults.size() == 2) {
        AttentionGrid other = attentionResults.get(1).attention();
        attention =
            mask(attention)
                .composed(attention, other.resized(attention.rows(), attention.columns()));
      }
      double known =
          rule == AttentionWeight.Rule.COSINE
              ? Mask.rounded(attentionWeight(attentionResults, labels))
              : attentionWeight;
      return attention.sum() > 0
          ? new Plan(
              size,
              cell,
              partnerCells,
              lambdaDrawn,
              ratio,
              label,
              from,
              Mask.rounded(baseAttention(attention)),
              rule,
              known)
          : this;
    }

    private double attentionWeight(List<AttentionResult> attentionResults, LabelPair labels) {
      if (attentionResults.size() != 1 || attentionResults.get(0).logits().isEmpty()) {
        throw new DataException(
            "trust cosine needs the logits of the mixture, but there are none; set attention.source"
                + " to inline, or mix.mixpro.trust to constant");
      }
      return cosine(attentionResults.get(0).logits().get(), labels);
    }

    /** The base's share of {@code attention}, which must not be all zero. */
    public double baseAttention(AttentionGrid attention) {
      Mask mask = mask(attention);
      double base = mask.ofBase(attention);
      return base / (base + mask.ofPartner(attention));
    }

    private Mask mask(AttentionGrid attention) {
      return Mask.byArea(boxes(), size, attention.rows(), attention.columns());
    }

    /**
     * The cosine between the softmax of {@code logits} and the label by area, in [0, 1].
     *
     * @throws DataException if model and labels differ in their number of classes
     */
    public double cosine(float[] logits, LabelPair labels) {
      if (logits.length != labels.classes()) {
        throw new DataException(
            "trust cosine needs a model of as many classes as the labels, had %d and %d; use another model, or set mix.mixpro.trust to constant"
                .formatted(logits.length, labels.classes()));
      }
      float[] label = labels.mixed(area()).dense();
      double max = Double.NEGATIVE_INFINITY;
      for (float logit : logits) {
        max = Math.max(max, logit);
      }
      double product = 0;
      double mine = 0;
      double theirs = 0;
      for (int k = 0; k < logits.length; k++) {
        // without the sum of the softmax, a factor that the cosine divides out
        double probability = StrictMath.exp(logits[k] - max);
        product += probability * label[k];
        mine += probability * probability;
        theirs += (double) label[k] * label[k];
      }
      return Math.min(product / Math.max(Math.sqrt(mine) * Math.sqrt(theirs), TINY), 1);
    }

    @Override
    public SoftLabel label(LabelPair labels) {
      boolean smoothed = source == AttentionSource.AREA || label == Form.SMOOTHED;
      return (smoothed ? labels : labels.hard()).mixed(lambda());
    }
  }
}
