package dev.emulsion.mix;

import dev.emulsion.Entry;
import dev.emulsion.Parameters;
import dev.emulsion.Require;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.saliency.Channels;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.Saliency;
import dev.emulsion.saliency.SaliencyMap;
import dev.emulsion.saliency.SaliencyMap.Point;
import dev.emulsion.saliency.SpectralResidual;
import java.util.List;
import java.util.Map;

/**
 * SaliencyMix: the partner's most salient part replaces the same part of the base image.
 *
 * <p>Both images are H×W×C with 8 bits a channel, and of one shape. With λ from Beta(alpha, alpha)
 * the window spans √(1−λ) of each side around the partner's peak and is clipped to the image, as in
 * the authors' code. The label weight is the share of the base left visible. The saliency is that
 * of the 8-bit pixels which are mixed, for each pair; the authors' code feeds normalised floats to
 * a detector for bytes, and one map of a batch to all its pairs.
 *
 * <p>Draws: λ.
 *
 * @param alpha concentration of the Beta distribution, positive; the authors use 1
 * @see <a href="https://arxiv.org/abs/2006.01791">Uddin et al., SaliencyMix, ICLR 2021, §3</a>
 */
public record SaliencyMix(double alpha, Variant variant, Saliency saliency) implements Mix {

  static final Entry<Mix> ENTRY =
      Entry.of(
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

  /** Where the patch is taken from the partner, and where it goes. */
  public enum Variant {
    /** Around the partner's most salient pixel, to the same place: the paper's best, its code. */
    CORRESPONDING,
    /** From the most salient pixel of the partner to the most salient one of the base. */
    SALIENT_TO_SALIENT,
    /** From the most to the least salient. */
    SALIENT_TO_NONSALIENT,
    /** From the least to the most salient. */
    NONSALIENT_TO_SALIENT,
    /** From the least to the least salient. */
    NONSALIENT_TO_NONSALIENT;

    private Point from(SaliencyMap partner) {
      return switch (this) {
        case CORRESPONDING, SALIENT_TO_SALIENT, SALIENT_TO_NONSALIENT -> partner.peak();
        case NONSALIENT_TO_SALIENT, NONSALIENT_TO_NONSALIENT -> partner.trough();
      };
    }

    private Point to(Point from, Saliency saliency, Image base) {
      return switch (this) {
        case CORRESPONDING -> from;
        case SALIENT_TO_SALIENT, NONSALIENT_TO_SALIENT -> saliency.of(base).peak();
        case SALIENT_TO_NONSALIENT, NONSALIENT_TO_NONSALIENT -> saliency.of(base).trough();
      };
    }
  }

  /** The ways to find saliency, by the names of recipes. */
  private enum Detector {
    FINE_GRAINED,
    SPECTRAL_RESIDUAL
  }

  private static Saliency saliency(Parameters given) {
    Channels channels = given.choice("channel-order", Channels.RGB);
    return switch (given.choice("saliency", Detector.FINE_GRAINED)) {
      case FINE_GRAINED ->
          new FineGrained(channels, given.choice("overflow", FineGrained.DEFAULT.overflow()));
      case SPECTRAL_RESIDUAL -> {
        Require.that(
            !given.has("overflow"), "overflow must not be given with saliency spectral-residual");
        yield new SpectralResidual(channels);
      }
    };
  }

  private Map<String, ?> values() {
    if (saliency instanceof FineGrained fine) {
      return Map.of(
          "alpha",
          alpha,
          "variant",
          variant,
          "saliency",
          Detector.FINE_GRAINED,
          "channel-order",
          fine.channels(),
          "overflow",
          fine.overflow());
    }
    return Map.of(
        "alpha",
        alpha,
        "variant",
        variant,
        "saliency",
        Detector.SPECTRAL_RESIDUAL,
        "channel-order",
        ((SpectralResidual) saliency).channels());
  }

  public SaliencyMix {
    Require.positive("alpha", alpha);
  }

  /** The authors', on true luma. */
  public SaliencyMix(double alpha) {
    this(alpha, Variant.CORRESPONDING, FineGrained.DEFAULT);
  }

  @Override
  public Plan plan(Image base, Image partner, Draws draws) {
    Size size = Size.common(base, partner);
    double drawn = draws.lambda(alpha);
    Point from = variant.from(saliency.of(partner));
    Point to = variant.to(from, saliency, base);
    double side = Math.sqrt(1.0 - drawn);
    // halved by integer division, as in the reference: a window never has an odd side
    int up = (int) (size.height() * side) / 2;
    int across = (int) (size.width() * side) / 2;
    int top = Math.max(-up, -Math.min(from.row(), to.row()));
    int bottom = Math.min(up, size.height() - Math.max(from.row(), to.row()));
    int left = Math.max(-across, -Math.min(from.column(), to.column()));
    int right = Math.min(across, size.width() - Math.max(from.column(), to.column()));
    Box taken = new Box(from.row() + top, from.column() + left, bottom - top, right - left);
    Box box = new Box(to.row() + top, to.column() + left, bottom - top, right - left);
    return new Plan(size, from, to, taken, box, drawn);
  }

  /**
   * What of the partner shows and where, inside images of {@code size}.
   *
   * @param peak the pixel of the partner around which it is taken
   * @param target the pixel of the base to which that one goes
   * @param from what is taken of the partner
   * @param box where it shows, a box of the same size
   */
  public record Plan(Size size, Point peak, Point target, Box from, Box box, double lambdaDrawn)
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
