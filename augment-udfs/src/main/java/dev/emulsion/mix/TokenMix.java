package dev.emulsion.mix;

import dev.emulsion.Arguments;
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
 * TokenMix: tokens (cells of a grid) of the partner replace those of the base image, and each label
 * is weighted by the attention mass of the tokens it contributes.
 *
 * <p>Both images are H×W×C of the same shape, 8 bits per channel; pixel (y, x) belongs to token
 * (y·rows/H, x·columns/W), rounded down. The partner gets {@code (1−λ)} of the tokens, rounded
 * down, and {@code extra} more. By default λ is 0.5 and not drawn, as in the authors' code.
 *
 * <p>Draws, in order: λ if it is drawn, then the mask.
 *
 * @param grid rows and columns of tokens
 * @param tokens how the partner's tokens are chosen
 * @param share how λ is determined
 * @param extra tokens that the partner gets in addition
 * @see <a href="https://arxiv.org/abs/2207.08409">Liu et al., TokenMix, ECCV 2022, §3</a>
 */
public record TokenMix(Size grid, Tokens tokens, Share share, int extra, Form label)
    implements Mix {

  private static final double HALF = 0.5;
  private static final int OFFICIAL_SIDE = 14;
  private static final int MAX_SIDE = 256;
  private static final int MAX_TOKENS = MAX_SIDE * MAX_SIDE;

  static final OperationType<Mix> ENTRY =
      OperationType.of(
          "tokenmix",
          TokenMix.class,
          Plan.class,
          List.of("grid", "mask", "lambda", "alpha", "extra", "attempts", "min-aspect", "label"),
          TokenMix::of,
          TokenMix::values);

  /** How the label is computed from attention. */
  public enum Form {
    /**
     * As in the authors' code: each class is weighted by the attention mass of its tokens. With
     * smoothing s over K classes and scores a and b, class A has the weight {@code a − s/2 + s/K},
     * class B {@code b − s/2 + s/K} and every other class s/K. The sum, a + b, is rarely exactly 1,
     * and a weight may be negative; the authors train with binary cross-entropy.
     */
    OFFICIAL,
    /** Smoothed labels weighted by the scores over their sum: sums to 1, for softmax losses. */
    RENORMALIZED
  }

  /** How λ is determined. */
  public sealed interface Share extends Serializable permits Constant, Drawn {

    double lambda(Draws draws);
  }

  /** A constant λ. */
  public record Constant(double lambda) implements Share {

    public Constant {
      Require.share("lambda", lambda);
    }

    @Override
    public double lambda(Draws draws) {
      return lambda;
    }
  }

  /** λ from Beta(alpha, alpha). */
  public record Drawn(double alpha) implements Share {

    public Drawn {
      Mixing.requireAlpha(alpha);
    }

    @Override
    public double lambda(Draws draws) {
      return draws.lambda(alpha);
    }
  }

  private static TokenMix of(Arguments given) {
    Size grid = grid(given.numbers("grid", List.of((double) OFFICIAL_SIDE)));
    Require.that(
        !given.has("lambda") || !given.has("alpha"),
        "lambda and alpha must not both be given: alpha means that lambda is drawn");
    Share share =
        given.has("alpha")
            ? new Drawn(given.number("alpha", 1))
            : new Constant(given.number("lambda", HALF));
    return new TokenMix(
        grid,
        Tokens.of(given),
        share,
        given.integer("extra", extra(grid)),
        given.choice("label", Form.OFFICIAL));
  }

  private static Size grid(List<Double> sides) {
    boolean whole = sides.stream().allMatch(side -> side >= 1 && side <= MAX_SIDE && side % 1 == 0);
    Require.that(
        whole && (sides.size() == 1 || sides.size() == 2),
        () ->
            "grid must be one side or rows and columns, whole numbers from 1 to 256, was " + sides);
    return new Size(sides.get(0).intValue(), sides.get(sides.size() - 1).intValue());
  }

  /** In proportion to the authors' 14 of 14×14 tokens, at least one. */
  private static int extra(Size grid) {
    return (int) Math.max(1, Math.rint((double) grid.area() / OFFICIAL_SIDE));
  }

  private Map<String, ?> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("grid", List.of(grid.height(), grid.width()));
    values.put("extra", extra);
    values.put("label", label);
    if (share instanceof Constant constant) {
      values.put("lambda", constant.lambda());
    } else {
      values.put("alpha", ((Drawn) share).alpha());
    }
    values.putAll(tokens.values());
    return values;
  }

  public TokenMix {
    Require.within("extra", 0, MAX_TOKENS, extra, "the largest grid has so many tokens");
  }

  @Override
  public TokenMix withDrawnLambda() {
    return new TokenMix(grid, tokens, new Drawn(1), extra, label);
  }

  @Override
  public AttentionTarget attentionTarget() {
    return AttentionTarget.AT_INPUTS;
  }

  @Override
  public Plan plan(Image base, Image partner, Draws draws) {
    Size size = Size.common(base, partner);
    double drawn = share.lambda(draws);
    int all = (int) grid.area();
    int count = (int) Math.min(all, (long) ((1.0 - drawn) * all) + extra);
    Cells cells = Cells.of(grid, tokens.draw(grid, count, draws));
    return new Plan(size, cells, drawn, label, AttentionSource.AREA, 0, 0);
  }

  /**
   * The tokens of images of {@code size} that show the partner.
   *
   * @param baseScore the share of the base's attention on the tokens that show the base; 0 if
   *     unknown
   * @param partnerScore the share of the partner's attention on the tokens that show the partner; 0
   *     if unknown
   */
  public record Plan(
      Size size,
      Cells partnerCells,
      double lambdaDrawn,
      Form label,
      AttentionSource source,
      double baseScore,
      double partnerScore)
      implements MixPlan {

    // as in the authors' code, for maps of zeros
    private static final double TINY = 1e-8;

    @Override
    public Image apply(Image base, Image partner) {
      size.requireOf(base, partner);
      return base.withPatches(boxes(), partner);
    }

    @Override
    public List<Box> boxes() {
      Size grid = partnerCells.grid();
      return partnerCells.boxes(
          Cells.even(grid.height(), size.height()), Cells.even(grid.width(), size.width()));
    }

    /** The base's share of the pixels. */
    public double area() {
      return Cells.shareOutside(boxes(), size);
    }

    @Override
    public double lambda() {
      return source == AttentionSource.AREA ? area() : baseScore / (baseScore + partnerScore);
    }

    @Override
    public AttentionTarget attentionTarget() {
      return AttentionTarget.AT_INPUTS;
    }

    /** With two maps of zeros the label follows the area. */
    @Override
    public Plan withAttention(
        AttentionSource from, List<AttentionResult> attentionResults, LabelPair labels) {
      Require.that(
          attentionResults.size() == 2,
          () -> "tokenmix needs attention of 2 images, was " + attentionResults.size());
      double base = Mask.rounded(baseScore(attentionResults.get(0).attention()));
      double partner = Mask.rounded(partnerScore(attentionResults.get(1).attention()));
      return base + partner > 0
          ? new Plan(size, partnerCells, lambdaDrawn, label, from, base, partner)
          : this;
    }

    /** The share of the base's attention map on the tokens that show the base. */
    public double baseScore(AttentionGrid map) {
      AttentionGrid fitting = fitting(map);
      return mask().ofBase(fitting) / (fitting.sum() + TINY);
    }

    /** The share of the partner's attention map on the tokens that show the partner. */
    public double partnerScore(AttentionGrid map) {
      AttentionGrid fitting = fitting(map);
      return mask().ofPartner(fitting) / (fitting.sum() + TINY);
    }

    private AttentionGrid fitting(AttentionGrid map) {
      return map.resized(partnerCells.grid().height(), partnerCells.grid().width());
    }

    private Mask mask() {
      Size grid = partnerCells.grid();
      List<Box> cells =
          partnerCells.boxes(
              Cells.even(grid.height(), grid.height()), Cells.even(grid.width(), grid.width()));
      return Mask.byArea(cells, grid, grid.height(), grid.width());
    }

    @Override
    public SoftLabel label(LabelPair labels) {
      if (source == AttentionSource.AREA || label == Form.RENORMALIZED) {
        return labels.mixed(lambda());
      }
      double half = labels.smoothing() / 2;
      return labels.sum(
          baseScore - half, partnerScore - half, labels.smoothing() / labels.classes());
    }
  }
}
