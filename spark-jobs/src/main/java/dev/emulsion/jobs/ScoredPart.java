package dev.emulsion.jobs;

import dev.emulsion.io.Manifest;
import dev.emulsion.io.RunDirectory;
import java.util.List;
import java.util.Locale;

/**
 * Some samples whose rows are committed.
 *
 * @param number of the part, which names the notes of what was refused
 */
record ScoredPart(int number, Tally.Summary tally, List<Manifest.File> files) {

  private static final String FOLDER = "maps";

  /** Where parts are recorded and tasks note what they refuse, among the run's own files. */
  static String file(String what, int number) {
    return String.format(Locale.ROOT, "%s/%s-%05d", FOLDER, what, number);
  }

  static List<ScoredPart> of(RunDirectory output) {
    return output.runFiles(FOLDER).stream()
        .filter(name -> name.matches("part-\\d+\\.json"))
        .map(name -> output.read(output.run(FOLDER + "/" + name), ScoredPart.class).orElseThrow())
        .toList();
  }

  String notes(RunDirectory output) {
    return output.run(file("refused", number));
  }
}
