package dev.emulsion.jobs.verify;

import dev.emulsion.jobs.verify.Problem.Check;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems that one check finds. */
final class Findings {

  private final Check check;
  private final List<Problem> problems = new ArrayList<>();

  Findings(Check check) {
    this.check = check;
  }

  /** Notes {@code problem} unless {@code holds}. */
  void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(new Problem(check, problem));
    }
  }

  void add(String problem) {
    require(false, problem);
  }

  List<Problem> problems() {
    return problems;
  }
}
