package dev.emulsion.jobs.replay;

import java.util.List;
import java.util.Optional;

/**
 * The result of a replay.
 *
 * @param output path of the run
 * @param input path from which the source images were read
 * @param inputChanged whether ids, labels, lengths or side inputs differ from those that the run
 *     read
 * @param rows number of rows that were re-rendered
 * @param differing number of rows that differ
 * @param differences the first of them, in the order of their ids
 */
public record ReplayReport(
    String output,
    String input,
    boolean inputChanged,
    long rows,
    long differing,
    List<Difference> differences) {

  public ReplayReport {
    differences = List.copyOf(differences);
  }

  public boolean isIdentical() {
    return differing == 0;
  }

  /** The sentence for an input that has changed. */
  public String changedInput() {
    return "the input "
        + input
        + " is not what the run read: ids, labels, file lengths or side inputs have changed";
  }

  /**
   * A row that is not what its plan and its source images give.
   *
   * @param position the first pixel that differs, if both images have one size
   */
  public record Difference(
      String rowId, Kind kind, String message, Optional<PixelDifference> position) {

    @Override
    public String toString() {
      return rowId + ": " + message;
    }
  }

  /** In what a row differs, or why it cannot be rendered. */
  public enum Kind {
    /** The plan cannot be parsed, or does not fit the images. */
    PLAN,
    /** A source image is missing or cannot be decoded. */
    INPUT,
    /** Method, partner or λ are not those of the plan. */
    ROW,
    /** The image is not the one that the plan gives. */
    IMAGE
  }

  /**
   * The first difference between two images in row, column, channel order, and the number of pixels
   * that differ. Indices count from 0.
   *
   * @param stored value in the shard, 0 to 255
   * @param rerendered value that the plan gives, 0 to 255
   */
  public record PixelDifference(
      int row,
      int column,
      int channel,
      int stored,
      int rerendered,
      long differingPixels,
      long totalPixels) {}
}
