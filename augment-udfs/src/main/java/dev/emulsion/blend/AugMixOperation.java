package dev.emulsion.blend;

import dev.emulsion.image.Filter;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.AutoContrast;
import dev.emulsion.transform.Brightness;
import dev.emulsion.transform.Color;
import dev.emulsion.transform.Contrast;
import dev.emulsion.transform.Equalize;
import dev.emulsion.transform.Posterize;
import dev.emulsion.transform.Rotation;
import dev.emulsion.transform.Sharpness;
import dev.emulsion.transform.ShearX;
import dev.emulsion.transform.ShearY;
import dev.emulsion.transform.Solarize;
import dev.emulsion.transform.TransformPlan;
import dev.emulsion.transform.TranslateX;
import dev.emulsion.transform.TranslateY;
import java.util.List;

/**
 * The operations of AugMix as its authors' code has them, and that of PixMix after it: strengths
 * are continuous, those of whole units lose their fraction, and what moves is bilinear on black.
 *
 * <p>Draws, in order: the level, from 0.1 to the severity, if it has one; whether it is negated, if
 * it moves.
 *
 * @see <a href="https://arxiv.org/abs/1912.02781">Hendrycks et al., AugMix, ICLR 2020, §3</a>
 */
enum AugMixOperation {
  AUTO_CONTRAST {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      return new AutoContrast.Plan();
    }
  },
  EQUALIZE {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      return new Equalize.Plan();
    }
  },
  POSTERIZE {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      return new Posterize.Plan(4 - whole(strength(4, severity, draws)));
    }
  },
  ROTATE {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      double degrees = signed(whole(strength(30, severity, draws)), draws);
      return new Rotation.Plan(degrees, Rotation.Canvas.KEEP, List.of(), Filter.BILINEAR, BLACK);
    }
  },
  SOLARIZE {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      return new Solarize.Plan(256 - whole(strength(256, severity, draws)));
    }
  },
  SHEAR_X {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      double shear = signed(strength(0.3, severity, draws), draws);
      return new ShearX.Plan(shear, Filter.BILINEAR, BLACK);
    }
  },
  SHEAR_Y {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      double shear = signed(strength(0.3, severity, draws), draws);
      return new ShearY.Plan(shear, Filter.BILINEAR, BLACK);
    }
  },
  TRANSLATE_X {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      double pixels = signed(whole(strength(size.width() / 3.0, severity, draws)), draws);
      return new TranslateX.Plan(pixels, Filter.BILINEAR, BLACK);
    }
  },
  TRANSLATE_Y {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      double pixels = signed(whole(strength(size.height() / 3.0, severity, draws)), draws);
      return new TranslateY.Plan(pixels, Filter.BILINEAR, BLACK);
    }
  },
  COLOR {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      return new Color.Plan(factor(severity, draws));
    }
  },
  CONTRAST {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      return new Contrast.Plan(factor(severity, draws));
    }
  },
  BRIGHTNESS {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      return new Brightness.Plan(factor(severity, draws));
    }
  },
  SHARPNESS {
    @Override
    TransformPlan plan(int severity, Size size, Draws draws) {
      return new Sharpness.Plan(factor(severity, draws));
    }
  };

  static final List<AugMixOperation> ALL = List.of(values());

  /** Without those that overlap the corruptions of ImageNet-C. */
  static final List<AugMixOperation> USUAL = ALL.subList(0, COLOR.ordinal());

  /** The severity of full strength. */
  static final int MAX = 10;

  private static final double MIN_LEVEL = 0.1;
  private static final List<Integer> BLACK = List.of(0);

  /** The plan for an image of {@code size}. */
  abstract TransformPlan plan(int severity, Size size, Draws draws);

  private static double strength(double max, int severity, Draws draws) {
    return draws.uniform(MIN_LEVEL, severity) * max / MAX;
  }

  private static int whole(double strength) {
    return (int) strength;
  }

  private static double signed(double strength, Draws draws) {
    return draws.uniform() > 0.5 ? -strength : strength;
  }

  private static double factor(int severity, Draws draws) {
    return strength(1.8, severity, draws) + 0.1;
  }
}
