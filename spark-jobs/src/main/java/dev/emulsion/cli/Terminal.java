package dev.emulsion.cli;

import dev.emulsion.Printable;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Prints to a terminal, a log or a pipe: what comes from data cannot move the cursor or give away a
 * secret, see {@link Printable}. In JSON the escapes mean the same characters.
 */
final class Terminal extends PrintWriter {

  private volatile boolean silent;

  Terminal(Writer out) {
    super(out, true);
  }

  /** Prints {@code line}, and nothing after it. */
  void lastLine(String line) {
    silent = true;
    String shown = Printable.lines(line);
    super.write(shown, 0, shown.length());
    super.println();
    flush();
  }

  /** Prints nothing from now on. */
  void silence() {
    silent = true;
  }

  @Override
  public void write(String text, int from, int length) {
    if (!silent) {
      String shown = Printable.lines(text.substring(from, from + length));
      super.write(shown, 0, shown.length());
    }
  }

  @Override
  public void write(char[] text, int from, int length) {
    write(new String(text, from, length), 0, length);
  }

  @Override
  public void write(int character) {
    write(String.valueOf((char) character), 0, 1);
  }

  @Override
  public void println() {
    if (!silent) {
      super.println();
    }
  }
}
