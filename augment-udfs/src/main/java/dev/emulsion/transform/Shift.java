package dev.emulsion.transform;

/** How far {@link TranslateX} and {@link TranslateY} go. */
public final class Shift {

  private Shift() {}

  /** What a shift is counted in. */
  public enum Unit {
    /** Shares of the image's side. */
    SHARE {
      @Override
      double pixels(double by, int side) {
        return by * side;
      }

      @Override
      double fallback() {
        return 0.45;
      }
    },
    /** Pixels. */
    PIXELS {
      @Override
      double pixels(double by, int side) {
        return by;
      }

      @Override
      double fallback() {
        return 100;
      }
    };

    abstract double pixels(double by, int side);

    /** How far a shift goes at most where a recipe does not say: as in RandAugment. */
    abstract double fallback();
  }

  /** Which way is positive, and whether pixels are whole. */
  public enum Convention {
    /** Content moves left or up; parts of a pixel count. */
    TIMM {
      @Override
      double pixels(double shift) {
        return shift;
      }
    },
    /** Content moves right or down, by whole pixels: the fraction is dropped. */
    TORCHVISION {
      @Override
      double pixels(double shift) {
        return -(double) (int) shift;
      }
    };

    /** How far content moves left or up. */
    abstract double pixels(double shift);
  }
}
