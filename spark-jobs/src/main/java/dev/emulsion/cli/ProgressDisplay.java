package dev.emulsion.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Shows what a run does before its first image; then how many images are done, how many were done
 * per second lately, and the time left once that is known. On a terminal it updates one line;
 * elsewhere it prints a line every few seconds, for logs.
 */
final class ProgressDisplay {

  private static final Duration ON_TERMINAL = Duration.ofMillis(500);
  private static final Duration IN_LOGS = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final Pace pace = new Pace();
  private long total;
  private boolean counting;
  private long printedAt;
  private int width;

  /**
   * @param nanos the clock
   */
  ProgressDisplay(PrintWriter out, boolean terminal, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
  }

  /** Says what begins, such as {@code listing images/}, unless images are counted already. */
  void activity(String what) {
    if (!counting) {
      print(what);
    }
  }

  /** Says how much there is to do, or a warning, in a line of its own. */
  void begin(String what) {
    clear();
    out.println(what);
    out.flush();
  }

  /** Changes the number of images of the run. */
  void total(long images) {
    total = images;
  }

  /** Takes the number of images done, and shows it if the last line is old enough. */
  void done(long images) {
    if (images == 0) {
      return;
    }
    long now = nanos.getAsLong();
    pace.add(now, images);
    Duration pause = terminal ? ON_TERMINAL : IN_LOGS;
    if (!counting || now - printedAt >= pause.toNanos()) {
      counting = true;
      printedAt = now;
      print(line(images));
    }
  }

  private String line(long images) {
    String line =
        String.format(
            Locale.ROOT,
            "%,d of %,d images (%d%%)",
            images,
            total,
            100 * images / Math.max(1, total));
    OptionalDouble rate = pace.perSecond();
    if (rate.isPresent()) {
      line += ", " + Counts.rate(rate.getAsDouble(), "images");
    }
    OptionalDouble left = pace.secondsUntil(total);
    if (left.isPresent()) {
      line += ", " + time(left.getAsDouble()) + " left";
    }
    return line;
  }

  /** Removes the line from a terminal. */
  void clear() {
    if (terminal && width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      out.flush();
      width = 0;
    }
  }

  private void print(String line) {
    if (terminal) {
      width = Math.max(width, line.length());
      out.print("\r" + line + " ".repeat(width - line.length()));
    } else {
      out.println(line);
    }
    out.flush();
  }

  static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
