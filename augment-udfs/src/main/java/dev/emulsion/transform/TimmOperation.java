package dev.emulsion.transform;

import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;

/**
 * timm's operations and how a magnitude becomes their argument: {@code q} is a tenth of the
 * magnitude. Signed ones are negated half of the time, which draws one uniform number; after it the
 * geometric ones draw the filter if it is random.
 */
public enum TimmOperation {
  AUTO_CONTRAST {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new AutoContrast.Plan();
    }
  },
  EQUALIZE {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Equalize.Plan();
    }
  },
  INVERT {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Invert.Plan();
    }
  },
  ROTATE {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      double degrees = signed(q * 30, draws);
      return new Rotation.Plan(
          degrees, Rotation.Canvas.KEEP, List.of(), sampling.draw(draws), sampling.fill());
    }
  },
  POSTERIZE {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return bits((int) (q * 4));
    }
  },
  POSTERIZE_INCREASING {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return bits(4 - (int) (q * 4));
    }
  },
  POSTERIZE_ORIGINAL {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return bits(4 + (int) (q * 4));
    }
  },
  SOLARIZE {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Solarize.Plan(Math.min(256, (int) (q * 256)));
    }
  },
  SOLARIZE_INCREASING {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Solarize.Plan(256 - Math.min(256, (int) (q * 256)));
    }
  },
  SOLARIZE_ADD {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new SolarizeAdd.Plan(Math.min(128, (int) (q * 110)), 128);
    }
  },
  COLOR {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Color.Plan(factor(q));
    }
  },
  COLOR_INCREASING {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Color.Plan(increasing(q, draws));
    }
  },
  CONTRAST {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Contrast.Plan(factor(q));
    }
  },
  CONTRAST_INCREASING {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Contrast.Plan(increasing(q, draws));
    }
  },
  BRIGHTNESS {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Brightness.Plan(factor(q));
    }
  },
  BRIGHTNESS_INCREASING {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Brightness.Plan(increasing(q, draws));
    }
  },
  SHARPNESS {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Sharpness.Plan(factor(q));
    }
  },
  SHARPNESS_INCREASING {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Sharpness.Plan(increasing(q, draws));
    }
  },
  SHEAR_X {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      double shear = signed(q * 0.3, draws);
      return new ShearX.Plan(shear, sampling.draw(draws), sampling.fill());
    }
  },
  SHEAR_Y {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      double shear = signed(q * 0.3, draws);
      return new ShearY.Plan(shear, sampling.draw(draws), sampling.fill());
    }
  },
  TRANSLATE_X {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      double pixels = signed(q * PIXELS, draws);
      return new TranslateX.Plan(pixels, sampling.draw(draws), sampling.fill());
    }
  },
  TRANSLATE_Y {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      double pixels = signed(q * PIXELS, draws);
      return new TranslateY.Plan(pixels, sampling.draw(draws), sampling.fill());
    }
  },
  TRANSLATE_X_REL {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      double pixels = signed(q * SHARE, draws) * size.width();
      return new TranslateX.Plan(pixels, sampling.draw(draws), sampling.fill());
    }
  },
  TRANSLATE_Y_REL {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      double pixels = signed(q * SHARE, draws) * size.height();
      return new TranslateY.Plan(pixels, sampling.draw(draws), sampling.fill());
    }
  },
  DESATURATE {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return new Color.Plan(1 - between(0.5, 1, q));
    }
  },
  GAUSSIAN_BLUR {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return blur(between(0.1, 2, q));
    }
  },
  /** Draws sigma. */
  GAUSSIAN_BLUR_RAND {
    @Override
    public TransformPlan step(double q, Draws draws, Sampling sampling, Size size) {
      return blur(draws.uniform(0.1, 2.0 * between(0, 1, q)));
    }
  };

  /** What the absolute shifts reach at magnitude 10, as in the reference of the paper. */
  private static final double PIXELS = 100;

  private static final double SHARE = 0.45;

  /** The plan for an image of {@code size}. */
  public abstract TransformPlan step(double q, Draws draws, Sampling sampling, Size size);

  private static double signed(double value, Draws draws) {
    return draws.uniform() > 0.5 ? -value : value;
  }

  private static double factor(double q) {
    return q * 1.8 + 0.1;
  }

  private static double increasing(double q, Draws draws) {
    return Math.max(0.1, 1.0 + signed(q * 0.9, draws));
  }

  private static double between(double low, double high, double q) {
    return Math.max(low, Math.min(high, low + (high - low) * q));
  }

  /** Below 0 bits nothing is left either, above 8 nothing is lost. */
  private static TransformPlan bits(int bits) {
    return new Posterize.Plan(Math.max(0, Math.min(8, bits)));
  }

  private static TransformPlan blur(double sigma) {
    return new GaussianBlur.Plan(sigma, GaussianBlur.Method.PILLOW, GaussianBlur.DEFAULT_KERNEL);
  }
}
