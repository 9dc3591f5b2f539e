package dev.emulsion.transform;

import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;

/**
 * torchvision's operations, in its order, with the magnitude of each bin. Magnitudes are float32
 * and linear in the bin.
 */
public enum TorchvisionOperation {
  IDENTITY(Sign.NONE) {
    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new NoOp();
    }
  },
  SHEAR_X(Sign.EITHER) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(0, space.shear, bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new ShearX.Plan(slope(magnitude), sampling.draw(draws), sampling.fill());
    }
  },
  SHEAR_Y(Sign.EITHER) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(0, space.shear, bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new ShearY.Plan(slope(magnitude), sampling.draw(draws), sampling.fill());
    }
  },
  TRANSLATE_X(Sign.EITHER) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(0, space.shift(size.width()), bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new TranslateX.Plan(pixels(magnitude), sampling.draw(draws), sampling.fill());
    }
  },
  TRANSLATE_Y(Sign.EITHER) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(0, space.shift(size.height()), bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new TranslateY.Plan(pixels(magnitude), sampling.draw(draws), sampling.fill());
    }
  },
  ROTATE(Sign.EITHER) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(0, space.degrees, bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new Rotation.Plan(
          magnitude, Rotation.Canvas.KEEP, List.of(), sampling.draw(draws), sampling.fill());
    }
  },
  BRIGHTNESS(Sign.EITHER) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(0, space.change, bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new Brightness.Plan(1 + magnitude);
    }
  },
  COLOR(Sign.EITHER) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(0, space.change, bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new Color.Plan(1 + magnitude);
    }
  },
  CONTRAST(Sign.EITHER) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(0, space.change, bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new Contrast.Plan(1 + magnitude);
    }
  },
  SHARPNESS(Sign.EITHER) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(0, space.change, bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new Sharpness.Plan(1 + magnitude);
    }
  },
  POSTERIZE(Sign.ONE) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return space.bits - (int) Math.rint(bin / (float) ((bins - 1) / space.bitsLost));
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new Posterize.Plan((int) magnitude);
    }
  },
  SOLARIZE(Sign.ONE) {
    @Override
    public double magnitude(Space space, int bin, int bins, Size size) {
      return linear(255, 0, bin, bins);
    }

    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new Solarize.Plan(magnitude);
    }
  },
  AUTO_CONTRAST(Sign.NONE) {
    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new AutoContrast.Plan();
    }
  },
  EQUALIZE(Sign.NONE) {
    @Override
    public TransformPlan step(double magnitude, Draws draws, Sampling sampling) {
      return new Equalize.Plan();
    }
  };

  /** What full strength is. */
  public enum Space {
    RAND_AUGMENT(0.3, 30, 0.9, 8, 4) {
      @Override
      double shift(int side) {
        return 150.0 / 331.0 * side;
      }
    },
    TRIVIAL_AUGMENT_WIDE(0.99, 135, 0.99, 8, 6) {
      @Override
      double shift(int side) {
        return 32;
      }
    },
    AUG_MIX(0.3, 30, 0.9, 4, 4) {
      @Override
      double shift(int side) {
        return side / 3.0;
      }
    };

    private final double shear;
    private final double degrees;

    /** Of brightness, color, contrast and sharpness, up or down from 1. */
    private final double change;

    /** Kept at magnitude 0. */
    private final int bits;

    private final double bitsLost;

    Space(double shear, double degrees, double change, int bits, double bitsLost) {
      this.shear = shear;
      this.degrees = degrees;
      this.change = change;
      this.bits = bits;
      this.bitsLost = bitsLost;
    }

    /** In pixels of a side of {@code side}. */
    abstract double shift(int side);
  }

  /** Which magnitudes an operation knows. */
  private enum Sign {
    /** It has none. */
    NONE,
    /** It has one for each bin. */
    ONE,
    /** It has one for each bin, negated half of the time. */
    EITHER
  }

  private final Sign sign;

  TorchvisionOperation(Sign sign) {
    this.sign = sign;
  }

  public boolean hasMagnitude() {
    return sign != Sign.NONE;
  }

  public boolean isSigned() {
    return sign == Sign.EITHER;
  }

  /** The magnitude of a bin, 0 to {@code bins - 1}, for an image of {@code size}. */
  public double magnitude(Space space, int bin, int bins, Size size) {
    return 0;
  }

  /** The plan; draws the filter if it is geometric and the filter is random. */
  public abstract TransformPlan step(double magnitude, Draws draws, Sampling sampling);

  /** The plan at a bin; draws the sign of a signed operation first. */
  TransformPlan drawn(Space space, int bin, int bins, Size size, Draws draws, Sampling sampling) {
    double magnitude = magnitude(space, bin, bins, size);
    return step(isSigned() && draws.below(2) == 1 ? -magnitude : magnitude, draws, sampling);
  }

  /**
   * As {@code torch.linspace}: from the nearer end, with a step in single precision. Each value is
   * rounded once, as its fused instructions do; the products and sums here are exact in doubles.
   */
  private static double linear(double start, double end, int bin, int bins) {
    float first = (float) start;
    float last = (float) end;
    float step = (last - first) / (bins - 1);
    return (float)
        (bin < bins / 2 ? first + (double) step * bin : last - (double) step * (bins - 1 - bin));
  }

  /** The reference goes through an angle in degrees. */
  private static double slope(double magnitude) {
    return StrictMath.tan(Math.toRadians(Math.toDegrees(StrictMath.atan(magnitude))));
  }

  private static double pixels(double magnitude) {
    return Shift.Convention.TORCHVISION.pixels(magnitude);
  }
}
