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
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * TransMix: images mixed as by CutMix, labels weighted by the attention on each part.
 *
 * <p>Both images are H×W×C of the same shape, 8 bits per channel. λ is the mean of the base's share
 * of the area and its share of the class token's attention to the mixture, as in the authors' code.
 * The paper uses attention alone, not divided by its sum: {@code attention-weight} 1 and {@code
 * renormalize} false.
 *
 * <p>Draws, in order: λ, center row, center column, as for {@link CutMix}.
 *
 * @param alpha concentration of the Beta distribution, positive
 * @param rule how attention becomes λ
 * @see <a href="https://arxiv.org/abs/2111.09833">Chen et al., TransMix, CVPR 2022, §3</a>
 */
public record TransMix(double alpha, Rule rule) implements Mix {

  static final OperationType<Mix> ENTRY =
      OperationType.of(
          "transmix",
          TransMix.class,
          Plan.class,
          List.of("alpha", "attention-weight", "downsample", "renormalize"),
          given ->
              new TransMix(
                  given.number("alpha", 1.0),
                  new Rule(
                      given.number("attention-weight", Rule.OFFICIAL.attentionWeight()),
                      given.choice("downsample", Rule.OFFICIAL.downsample()),
                      given.flag("renormalize", Rule.OFFICIAL.renormalize()))),
          mix ->
              Map.of(
                  "alpha", mix.alpha(),
                  "attention-weight", mix.rule().attentionWeight(),
                  "downsample", mix.rule().downsample(),
                  "renormalize", mix.rule().renormalize()));

  /** How the box becomes a mask on the attention grid. */
  public enum Downsample {
    /** By the first pixel of each cell, as in the authors' code; misses small boxes. */
    NEAREST,
    /** By the share of each cell that the box covers. */
    AREA
  }

  /**
   * How attention becomes λ.
   *
   * @param attentionWeight weight of attention in λ; the rest is by area
   * @param renormalize whether to divide the base's attention by the sum of the map
   */
  public record Rule(double attentionWeight, Downsample downsample, boolean renormalize)
      implements Serializable {

    /** As in the authors' code. */
    public static final Rule OFFICIAL = new Rule(0.5, Downsample.NEAREST, true);

    public Rule {
      Require.share("attention-weight", attentionWeight);
    }
  }

  public TransMix {
    Mixing.requireAlpha(alpha);
  }

  @Override
  public AttentionTarget attentionTarget() {
    return AttentionTarget.AT_MIXTURE;
  }

  @Override
  public Plan plan(Image base, Image partner, Draws draws) {
    Size size = Size.common(base, partner);
    double drawn = draws.lambda(alpha);
    Box box = new CutMix.Centered().draw(size, drawn, draws);
    return new Plan(size, box, drawn, rule, AttentionSource.AREA, 0);
  }

  /**
   * The partner is visible in {@code box}, in pixels, inside images of {@code size}.
   *
   * @param baseAttention the base's share of attention; 0 if unknown
   */
  public record Plan(
      Size size,
      Box box,
      double lambdaDrawn,
      Rule rule,
      AttentionSource source,
      double baseAttention)
      implements MixPlan {

    @Override
    public Image apply(Image base, Image partner) {
      size.requireOf(base, partner);
      return base.withPatch(box, partner);
    }

    /** The base's share of the pixels. */
    public double area() {
      return 1.0 - (double) box.area() / size.area();
    }

    @Override
    public List<Box> boxes() {
      return List.of(box);
    }

    @Override
    public double lambda() {
      double weight = rule.attentionWeight();
      return source == AttentionSource.AREA
          ? area()
          : weight * baseAttention + (1.0 - weight) * area();
    }

    /** Nowhere if the mixture shows only one of the images. */
    @Override
    public AttentionTarget attentionTarget() {
      return box.area() == 0 || box.area() == size.area()
          ? AttentionTarget.NOWHERE
          : AttentionTarget.AT_MIXTURE;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two results, of base and partner, are combined as the images are. With a map of zeros the
     * label follows the area.
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
      return attention.sum() > 0
          ? new Plan(size, box, lambdaDrawn, rule, from, Mask.rounded(baseAttention(attention)))
          : this;
    }

    /**
     * The base's share of {@code attention}, which must not be all zero.
     *
     * @throws DataException if {@code renormalize} is false and the map's sum is above 1
     */
    public double baseAttention(AttentionGrid attention) {
      Mask mask = mask(attention);
      double base = mask.ofBase(attention);
      if (rule.renormalize()) {
        return base / (base + mask.ofPartner(attention));
      }
      // a softmax in float32 may sum to slightly more than 1
      if (attention.sum() > 1 + 1e-4) {
        throw new DataException(
            "attention must sum to at most 1 with renormalize false, the sum was "
                + attention.sum()
                + "; set mix.transmix.renormalize to true");
      }
      return Math.min(base, 1);
    }

    private Mask mask(AttentionGrid attention) {
      return switch (rule.downsample()) {
        case NEAREST -> Mask.byFirstPixel(box, size, attention.rows(), attention.columns());
        case AREA -> Mask.byArea(List.of(box), size, attention.rows(), attention.columns());
      };
    }
  }
}
