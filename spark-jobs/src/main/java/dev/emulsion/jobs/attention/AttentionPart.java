package dev.emulsion.jobs.attention;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.run.SliceMetrics;
import java.util.List;
import java.util.Locale;

/**
 * Some samples whose rows are committed.
 *
 * @param number of the part, which names the notes of what was refused
 */
record AttentionPart(int number, SliceMetrics.SliceSummary metrics, List<Manifest.File> files) {

  private static final String FOLDER = "maps";

  /** Where parts are recorded and tasks note what they refuse, among the run's own files. */
  static String file(String what, int number) {
    return String.format(Locale.ROOT, "%s/%s-%05d", FOLDER, what, number);
  }

  static List<AttentionPart> of(RunDirectory output) {
    return output.runFiles(FOLDER).stream()
        .filter(name -> name.matches("part-\\d+\\.json"))
        .map(
            name -> output.read(output.run(FOLDER + "/" + name), AttentionPart.class).orElseThrow())
        .toList();
  }

  String notes(RunDirectory output) {
    return output.run(file("refused", number));
  }
}
