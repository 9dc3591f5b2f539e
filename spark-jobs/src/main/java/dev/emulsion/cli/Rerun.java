package dev.emulsion.cli;

/** What running the same command again does after a failure or an interruption. */
enum Rerun {
  /** The command commits in parts. */
  CONTINUES(", which resumes where this run stopped", "what is committed is kept"),
  /** The command writes the same files again. */
  STARTS_OVER(", which starts over and writes the same files", "the output is unfinished"),
  /** The command changes no data. */
  REPEATS("", "no data were changed");

  private final String consequence;
  private final String kept;

  Rerun(String consequence, String kept) {
    this.consequence = consequence;
    this.kept = kept;
  }

  /** What a rerun of {@code command} does. */
  static Rerun of(String command) {
    return switch (command) {
      case "augment", "ingest", "attention", "quickstart" -> CONTINUES;
      case "fractals", "prompts" -> STARTS_OVER;
      default -> REPEATS;
    };
  }

  /** Such as {@code run the same command again, which resumes where this run stopped}. */
  String advice() {
    return "run the same command again" + consequence;
  }

  /** What is left of a run that ends early. */
  String kept() {
    return kept;
  }
}
