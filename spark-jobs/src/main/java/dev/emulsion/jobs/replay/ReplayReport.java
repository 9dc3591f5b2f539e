package dev.emulsion.jobs.replay;

import java.util.List;
import java.util.Optional;

/**
 * What repainting came to.
 *
 * @param input where base and partner were read
 * @param inputChanged whether ids, labels or lengths there, or images beside it, are not those that
 *     the run read
 * @param rows how many were repainted
 * @param differing how many of them came out differently
 * @param differences the first of them by name
 */
public record ReplayReport(
    String output,
    String input,
    boolean inputChanged,
    long rows,
    long differing,
    List<Difference> differences) {

  public boolean isIdentical() {
    return differing == 0;
  }

  /**
   * A row that is not what its plan paints.
   *
   * @param place of the first pixel that differs; empty if it isn't pixels, or not of one size
   */
  public record Difference(String rowId, Kind kind, String message, Optional<PixelPosition> place) {

    @Override
    public String toString() {
      return rowId + ": " + message;
    }
  }

  /** What stands in the way of an equal row. */
  public enum Kind {
    /** The plan can't be read, or doesn't fit the images. */
    PLAN,
    /** Base or partner is not in the input any more, or can't be decoded. */
    INPUT,
    /** Method, partner or λ are not the plan's. */
    ROW,
    /** The image is not the plan's. */
    IMAGE
  }

  /**
   * Where two images differ first, going through rows, columns and channels.
   *
   * @param stored sample in the shard, 0 to 255
   * @param repainted sample that the plan gives
   * @param pixels how many pixels differ
   * @param of how many there are
   */
  public record PixelPosition(
      int row, int column, int channel, int stored, int repainted, long pixels, long of) {}
}
