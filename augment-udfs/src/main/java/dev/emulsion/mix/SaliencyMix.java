package dev.emulsion.mix;

import dev.emulsion.Arguments;
import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.saliency.Channels;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.Precomputed;
import dev.emulsion.saliency.Saliency;
import dev.emulsion.saliency.SaliencyMap;
import dev.emulsion.saliency.SaliencyMap.Point;
import dev.emulsion.saliency.SpectralResidual;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * SaliencyMix: the most salient part of the partner replaces the same part of the base image.
 *
 * <p>Both images are H×W×C of the same shape, 8 bits per channel. With λ from Beta(alpha, alpha)
 * the window spans √(1−λ) of each side around the partner's peak, clipped to the image as in the
 * authors' code. The label weight of the base is its visible share. Saliency is computed from the
 * 8-bit pixels of each pair, or precomputed; the authors' code passes normalized floats to a
 * detector for bytes and uses one map for all pairs of a batch.
 *
 * <p>Draws: λ.
 *
 * @param alpha concentration of the Beta distribution, positive; the authors use 1
 * @see <a href="https://arxiv.org/abs/2006.01791">Uddin et al., SaliencyMix, ICLR 2021, §3</a>
 */
public record SaliencyMix(double alpha, Variant variant, Saliency saliency) implements Mix {

  static final OperationType<Mix> ENTRY =
      OperationType.of(
          "saliencymix",
          SaliencyMix.class,
          Plan.class,
          List.of("alpha", "variant", "saliency", "channel-order", "overflow"),
          given ->
              new SaliencyMix(
                  given.number("alpha", 1.0),
                  given.choice("variant", Variant.CORRESPONDING),
                  saliency(given)),
          SaliencyMix::values);

  /** Which part of the partner is used, and where it is pasted. */
  public enum Variant {
    /**
     * Around the partner's most salient pixel, pasted at the same position: the paper's best
     * variant.
     */
    CORRESPONDING,
    /** From the most salient pixel of the partner to that of the base. */
    SALIENT_TO_SALIENT,
    /** From the most salient pixel to the least salient one. */
    SALIENT_TO_NONSALIENT,
    /** From the least salient pixel to the most salient one. */
    NONSALIENT_TO_SALIENT,
    /** From the least salient pixel to the least salient one. */
    NONSALIENT_TO_NONSALIENT;

    private Point from(SaliencyMap partner, Size size) {
      return switch (this) {
        case CORRESPONDING, SALIENT_TO_SALIENT, SALIENT_TO_NONSALIENT -> partner.peak(size);
        case NONSALIENT_TO_SALIENT, NONSALIENT_TO_NONSALIENT -> partner.trough(size);
      };
    }

    private Point to(Point from, Supplier<SaliencyMap> base, Size size) {
      return switch (this) {
        case CORRESPONDING -> from;
        case SALIENT_TO_SALIENT, NONSALIENT_TO_SALIENT -> base.get().peak(size);
        case SALIENT_TO_NONSALIENT, NONSALIENT_TO_NONSALIENT -> base.get().trough(size);
      };
    }
  }

  /** The saliency detectors, by their names in recipes. */
  public enum Detector {
    FINE_GRAINED,
    SPECTRAL_RESIDUAL,
    /** Read from the recipe's {@code attention.table}. */
    PRECOMPUTED
  }

  private static Saliency saliency(Arguments given) {
    Detector detector = given.choice("saliency", Detector.FINE_GRAINED);
    Require.that(
        detector == Detector.FINE_GRAINED || !given.has("overflow"),
        "overflow must be given with saliency fine-grained only");
    Require.that(
        detector != Detector.PRECOMPUTED || !given.has("channel-order"),
        "channel-order must not be given with saliency precomputed");
    Channels channels = given.choice("channel-order", Channels.RGB);
    return switch (detector) {
      case FINE_GRAINED ->
          new FineGrained(channels, given.choice("overflow", FineGrained.DEFAULT.overflow()));
      case SPECTRAL_RESIDUAL -> new SpectralResidual(channels);
      case PRECOMPUTED -> new Precomputed();
    };
  }

  private Map<String, ?> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("alpha", alpha);
    values.put("variant", variant);
    values.put("saliency", detector());
    if (saliency instanceof FineGrained fine) {
      values.put("channel-order", fine.channels());
      values.put("overflow", fine.overflow());
    } else if (saliency instanceof SpectralResidual spectral) {
      values.put("channel-order", spectral.channels());
    }
    return values;
  }

  private Detector detector() {
    if (saliency instanceof FineGrained) {
      return Detector.FINE_GRAINED;
    }
    return saliency instanceof Precomputed ? Detector.PRECOMPUTED : Detector.SPECTRAL_RESIDUAL;
  }

  public SaliencyMix {
    Mixing.requireAlpha(alpha);
  }

  /** As in the authors' code, on true luma. */
  public SaliencyMix(double alpha) {
    this(alpha, Variant.CORRESPONDING, FineGrained.DEFAULT);
  }

  @Override
  public boolean needsMaps() {
    return saliency instanceof Precomputed;
  }

  @Override
  public Plan plan(Image base, Image partner, Draws draws) {
    return plan(base, () -> saliency.of(base), partner, saliency.of(partner), draws);
  }

  @Override
  public Plan plan(Image base, Image partner, List<AttentionResult> known, Draws draws) {
    return needsMaps()
        ? plan(base, () -> map(known.get(0)), partner, map(known.get(1)), draws)
        : plan(base, partner, draws);
  }

  private static SaliencyMap map(AttentionResult known) {
    AttentionGrid grid = known.attention();
    return new SaliencyMap(new Size(grid.rows(), grid.columns()), grid.weights());
  }

  private Plan plan(
      Image base, Supplier<SaliencyMap> ofBase, Image partner, SaliencyMap ofPartner, Draws draws) {
    Size size = Size.common(base, partner);
    double drawn = draws.lambda(alpha);
    Point from = variant.from(ofPartner, size);
    Point to = variant.to(from, ofBase, size);
    double side = Math.sqrt(1.0 - drawn);
    // even sides, as in the reference, which halves with integer division
    int up = (int) (size.height() * side) / 2;
    int across = (int) (size.width() * side) / 2;
    int top = Math.max(-up, -Math.min(from.row(), to.row()));
    int bottom = Math.min(up, size.height() - Math.max(from.row(), to.row()));
    int left = Math.max(-across, -Math.min(from.column(), to.column()));
    int right = Math.min(across, size.width() - Math.max(from.column(), to.column()));
    Box taken = new Box(from.row() + top, from.column() + left, bottom - top, right - left);
    Box box = new Box(to.row() + top, to.column() + left, bottom - top, right - left);
    return new Plan(size, detector(), from, to, taken, box, drawn);
  }

  /**
   * Pastes {@code from} of the partner into {@code box} of the base, both of {@code size}.
   *
   * @param saliency the detector that was used
   * @param peak the pixel of the partner that {@code from} surrounds
   * @param target the pixel of the base where {@code peak} is pasted
   * @param from a box of the partner
   * @param box a box of the base, of the same size
   */
  public record Plan(
      Size size, Detector saliency, Point peak, Point target, Box from, Box box, double lambdaDrawn)
      implements MixPlan {

    @Override
    public Image apply(Image base, Image partner) {
      size.requireOf(base, partner);
      return base.withPatch(box, partner, from);
    }

    @Override
    public List<Box> boxes() {
      return List.of(box);
    }

    @Override
    public double lambda() {
      return 1.0 - (double) box.area() / size.area();
    }
  }
}
