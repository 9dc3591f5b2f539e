package dev.emulsion.jobs.verify;

import dev.emulsion.jobs.verify.Problem.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the problems that one check finds. */
final class Findings {

  private final Check check;
  private final List<Problem> problems = new ArrayList<>();

  Findings(Check check) {
    this.check = check;
  }

  /**
   * Adds a problem unless {@code holds}.
   *
   * @param format of the message, as in {@link String#format}
   */
  void expect(boolean holds, String format, Object... values) {
    if (!holds) {
      add(String.format(Locale.ROOT, format, values));
    }
  }

  void add(String message) {
    problems.add(new Problem(check, message));
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }
}
