package dev.emulsion.image;

/**
 * The columns of an output row whose source is inside the image: from {@code first} up to {@code
 * end}. They are contiguous, since source coordinates are monotonic along a row.
 */
final class Span {

  int first;
  int end;

  Span(int width) {
    end = width;
  }

  /** Keeps the columns where {@code start + step·x}, in 16.16 fixed point, is in [0, bound). */
  void within(long start, long step, int bound) {
    long max = ((long) bound << 16) - 1;
    if (step == 0) {
      end = start >= 0 && start <= max ? end : first;
    } else if (step > 0) {
      keep(-Math.floorDiv(start, step), Math.floorDiv(max - start, step) + 1);
    } else {
      keep(-Math.floorDiv(max - start, -step), Math.floorDiv(start, -step) + 1);
    }
  }

  private void keep(long from, long to) {
    first = (int) Math.max(first, Math.min(from, end));
    end = (int) Math.max(first, Math.min(to, end));
  }

  /** Keeps the columns where {@link #at} is in [0, bound). */
  void within(double step, double row, double constant, int bound) {
    if (step == 0) {
      double everywhere = at(step, row, constant, first);
      end = everywhere >= 0 && everywhere < bound ? end : first;
    } else if (step > 0) {
      first = rising(step, row, constant, 0);
      end = rising(step, row, constant, bound);
    } else {
      first = falling(step, row, constant, bound);
      end = falling(step, row, constant, 0);
    }
  }

  /** The source coordinate of a column's center, rounded after each operation as in Pillow. */
  static double at(double step, double row, double constant, int x) {
    return step * (x + 0.5) + row + constant;
  }

  /** The first column at which an increasing coordinate is not below {@code bound}. */
  private int rising(double step, double row, double constant, int bound) {
    int x = near((bound - row - constant) / step - 0.5);
    while (x > first && at(step, row, constant, x - 1) >= bound) {
      x--;
    }
    while (x < end && at(step, row, constant, x) < bound) {
      x++;
    }
    return x;
  }

  /** The first column at which a decreasing coordinate is below {@code bound}. */
  private int falling(double step, double row, double constant, int bound) {
    int x = near((bound - row - constant) / step - 0.5);
    while (x > first && at(step, row, constant, x - 1) < bound) {
      x--;
    }
    while (x < end && at(step, row, constant, x) >= bound) {
      x++;
    }
    return x;
  }

  private int near(double x) {
    return (int) Math.max(first, Math.min(end, Math.ceil(x)));
  }
}
