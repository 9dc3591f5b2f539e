package dev.emulsion.mix;

import dev.emulsion.Require;
import dev.emulsion.image.Box;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which cells of a grid show the partner: one text per row, with {@code 1} for the partner and
 * {@code 0} for the base.
 */
public record Cells(List<String> rows) implements Serializable {

  public Cells {
    rows = List.copyOf(rows);
    Require.atLeast("number of rows", 1, rows.size());
    int columns = Require.atLeast("number of columns", 1, rows.get(0).length());
    for (String row : rows) {
      Require.that(
          row.length() == columns && row.chars().allMatch(c -> c == '0' || c == '1'),
          () -> "every row of cells must be " + columns + " digits 0 or 1, was " + row);
    }
  }

  /** The cells of {@code grid}, row by row. */
  static Cells of(Size grid, boolean[] partner) {
    List<String> rows = new ArrayList<>(grid.height());
    for (int row = 0; row < grid.height(); row++) {
      StringBuilder text = new StringBuilder(grid.width());
      for (int column = 0; column < grid.width(); column++) {
        text.append(partner[row * grid.width() + column] ? '1' : '0');
      }
      rows.add(text.toString());
    }
    return new Cells(rows);
  }

  /**
   * Marks {@code count} of {@code all} numbers, every subset equally likely: a partial Fisher-Yates
   * shuffle.
   *
   * <p>Draws: one integer per marked number, none for a last one without a choice.
   */
  static boolean[] choose(int count, int all, Draws draws) {
    int[] numbers = new int[all];
    for (int i = 0; i < all; i++) {
      numbers[i] = i;
    }
    boolean[] chosen = new boolean[all];
    for (int i = 0; i < count; i++) {
      int at = i < all - 1 ? i + draws.below(all - i) : i;
      int number = numbers[at];
      numbers[at] = numbers[i];
      chosen[number] = true;
    }
    return chosen;
  }

  /** The number of rows and columns. */
  public Size grid() {
    return new Size(rows.size(), rows.get(0).length());
  }

  /** Whether a cell shows the partner. */
  public boolean isPartner(int row, int column) {
    return rows.get(row).charAt(column) == '1';
  }

  /** The number of cells that show the partner. */
  public int count() {
    return (int) rows.stream().flatMapToInt(String::chars).filter(c -> c == '1').count();
  }

  /**
   * The partner's pixels as boxes that do not overlap.
   *
   * @param rowEnds the first pixel row of each row of cells, then the end of the last
   * @param columnEnds the same for columns
   */
  List<Box> boxes(int[] rowEnds, int[] columnEnds) {
    List<Box> boxes = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      String cells = rows.get(row);
      int height = rowEnds[row + 1] - rowEnds[row];
      int from = cells.indexOf('1');
      while (from >= 0) {
        int end = cells.indexOf('0', from);
        end = end < 0 ? cells.length() : end;
        int width = columnEnds[end] - columnEnds[from];
        if (height > 0 && width > 0) {
          boxes.add(new Box(rowEnds[row], columnEnds[from], height, width));
        }
        from = cells.indexOf('1', end);
      }
    }
    return boxes;
  }

  /**
   * The starts of {@code cells} cells that divide {@code pixels} evenly, then the end of the last.
   */
  static int[] even(int cells, int pixels) {
    int[] ends = new int[cells + 1];
    for (int i = 0; i <= cells; i++) {
      // pixel p is in cell p·cells/pixels, rounded down
      ends[i] = Math.toIntExact(((long) i * pixels + cells - 1) / cells);
    }
    return ends;
  }

  /** The starts of cells of {@code side} pixels, then the end of the last, which may be smaller. */
  static int[] sized(int side, int pixels) {
    int[] ends = new int[(pixels + side - 1) / side + 1];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = (int) Math.min((long) i * side, pixels);
    }
    return ends;
  }

  /** The share of an image of {@code size} outside {@code boxes}, which do not overlap. */
  static double shareOutside(List<Box> boxes, Size size) {
    return 1.0 - (double) boxes.stream().mapToLong(Box::area).sum() / size.area();
  }
}
