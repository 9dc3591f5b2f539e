package dev.emulsion.attention;

import dev.emulsion.image.Size;
import java.util.Optional;

/** The number of rows and columns of an attention map. */
public record Grid(int rows, int columns) {

  /** The grid of {@code cells} square cells that covers {@code size}; empty if none does. */
  static Optional<Grid> of(long cells, Size size) {
    long rows = Math.round(Math.sqrt((double) cells * size.height() / size.width()));
    return rows > 0 && cells % rows == 0 && rows * size.width() == cells / rows * size.height()
        ? Optional.of(new Grid((int) rows, (int) (cells / rows)))
        : Optional.empty();
  }

  /** {@code 14×14}. */
  @Override
  public String toString() {
    return rows + "×" + columns;
  }
}
