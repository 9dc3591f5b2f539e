package dev.emulsion.blend;

import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;
import java.io.Serializable;
import java.util.Optional;

/**
 * Which generated images are rejected as failures, by luma alone.
 *
 * <p>Safety checkers of diffusion models return black frames. The authors' code of DiffuseMix
 * intends to drop those, but tests for white ones: {@link Rule#OFFICIAL}.
 *
 * @param share of black pixels from which an image is rejected, in (0, 1]
 * @param level luma up to which a pixel counts as black, 0 to 255
 */
public record Rejection(Rule rule, double share, int level) implements Serializable {

  /** The default share of black pixels, and the share in the authors' code. */
  public static final double DEFAULT_SHARE = 0.9;

  public static final Rejection DEFAULT = new Rejection(Rule.BLACK, DEFAULT_SHARE, 0);

  /** The largest share of any other level in the authors' code. */
  private static final double OFFICIAL_REST = 0.1;

  /** The test for failures. */
  public enum Rule {
    /** At least {@code share} of the pixels have a luma of at most {@code level}. */
    BLACK,
    /** More than 90 % of the pixels are white and every other luma has less than 10 %. */
    OFFICIAL,
    /** No test: every image is used. */
    NONE
  }

  public Rejection {
    Require.that(
        share > 0 && share <= 1, () -> "share must be above 0 and at most 1, was " + share);
    Require.that(level >= 0 && level <= 255, () -> "level must be between 0 and 255, was " + level);
    Require.that(
        rule == Rule.BLACK || share == DEFAULT_SHARE && level == 0,
        "share and level must be given with rule black only");
  }

  /** Why an image is rejected. */
  public enum Reason {
    BLACK,
    WHITE
  }

  /** Why {@code image} is rejected; empty if it is not. */
  public Optional<Reason> reason(Image image) {
    if (rule == Rule.NONE) {
      return Optional.empty();
    }
    int[] counts = new int[256];
    for (byte luma : Luma.gray(image, 1).samples()) {
      counts[luma & 0xFF]++;
    }
    double pixels = image.size().area();
    return rule == Rule.BLACK
        ? Optional.of(Reason.BLACK).filter(black -> isBlack(counts, pixels))
        : Optional.of(Reason.WHITE).filter(white -> isWhite(counts, pixels));
  }

  private boolean isBlack(int[] counts, double pixels) {
    long black = 0;
    for (int luma = 0; luma <= level; luma++) {
      black += counts[luma];
    }
    return black >= share * pixels;
  }

  private static boolean isWhite(int[] counts, double pixels) {
    if (!(counts[255] > DEFAULT_SHARE * pixels)) {
      return false;
    }
    for (int luma = 0; luma < 255; luma++) {
      if (!(counts[luma] < OFFICIAL_REST * pixels)) {
        return false;
      }
    }
    return true;
  }
}
