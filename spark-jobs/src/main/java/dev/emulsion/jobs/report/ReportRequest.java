package dev.emulsion.jobs.report;

import dev.emulsion.recipe.ReportConfig;
import java.util.Optional;

/**
 * Which report to write.
 *
 * @param path the output directory of {@code augment}
 * @param options what it may cost; empty: as the recipe of the run says
 * @param to the page's file, next to which the JSON file is written; empty: among the run's own
 */
public record ReportRequest(String path, Optional<ReportConfig> options, Optional<String> to) {

  /** The report that a run writes by itself. */
  public static ReportRequest of(String path) {
    return new ReportRequest(path, Optional.empty(), Optional.empty());
  }
}
