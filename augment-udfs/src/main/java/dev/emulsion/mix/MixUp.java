package dev.emulsion.mix;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * MixUp: every pixel is λ times the base plus 1−λ times the partner, with λ from Beta(alpha,
 * alpha).
 *
 * <p>Both images are H×W×C of the same shape, 8 bits per channel. The arithmetic is that of timm's
 * {@code FastCollateMixup}; see {@link Image#blend}.
 *
 * <p>Draws: λ.
 *
 * @param alpha concentration of the Beta distribution, positive; below 1 most λ are near 0 or 1
 * @see <a href="https://arxiv.org/abs/1710.09412">Zhang et al., mixup, ICLR 2018, §2</a>
 */
public record MixUp(double alpha) implements Mix {

  static final OperationType<Mix> ENTRY =
      OperationType.of(
          "mixup",
          MixUp.class,
          Plan.class,
          List.of("alpha"),
          given -> new MixUp(given.number("alpha", 0.8)),
          mix -> Map.of("alpha", mix.alpha()));

  public MixUp {
    Mixing.requireAlpha(alpha);
  }

  @Override
  public Plan plan(Image base, Image partner, Draws draws) {
    Size.common(base, partner);
    return new Plan(draws.lambda(alpha));
  }

  /** Weights the base by {@code lambda} and the partner by the rest. */
  public record Plan(double lambda) implements MixPlan {

    public Plan {
      Require.share("lambda", lambda);
    }

    @Override
    public Image apply(Image base, Image partner) {
      return base.blend(partner, lambda);
    }

    @Override
    public double lambdaDrawn() {
      return lambda;
    }
  }
}
