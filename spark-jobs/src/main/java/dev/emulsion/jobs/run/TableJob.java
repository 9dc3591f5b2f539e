package dev.emulsion.jobs.run;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.augment.QuarantinePolicy;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.recipe.Recipe;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** What jobs share that make a table with a row per sample. */
public record TableJob(RunDirectory output, Recipe recipe, Census census) {

  /**
   * Takes the directory for this table, or takes up that very table where it was left.
   *
   * @param what the job is called, for the message
   * @param file among the run's own, where {@code now} stands
   * @param now what the table is known by before it is finished
   * @throws ConfigException if anything else is there
   */
  public <T extends Record> void begin(String what, String file, T now, Class<T> type) {
    String path = output.run(file);
    Optional<T> before = output.read(path, type);
    if (before.isPresent() && !before.get().equals(now)) {
      throw new ConfigException(
          "output.path "
              + output.path()
              + " holds another "
              + what
              + " ("
              + before.get()
              + "; this is "
              + now
              + "): of other samples, with other settings, or by another version; choose another"
              + " path, or delete it");
    }
    if (before.isEmpty()) {
      if (!output.isEmpty()) {
        throw new ConfigException(
            "output.path "
                + output.path()
                + " exists and is not empty; choose another path, or delete it");
      }
      output.write(path, now);
    }
  }

  /**
   * Every sample is written or in quarantine.
   *
   * @param listed rows of the quarantine table
   */
  public void requireConserved(SliceMetrics.SliceSummary summary, long listed) {
    if (summary.emitted() + summary.quarantined() != census.samples()
        || listed != summary.quarantined() + census.duplicates()) {
      throw new DataException(
          "the input changed while it was read: "
              + census.samples()
              + " samples were listed, but "
              + summary.emitted()
              + " were written and "
              + summary.quarantined()
              + " quarantined; run again on an input at rest");
    }
  }

  public void requireFewQuarantined(SparkSession spark, SliceMetrics.SliceSummary summary) {
    double max = recipe.quarantine().maxFraction();
    if (summary.quarantined() > max * census.samples()) {
      throw QuarantinePolicy.tooMany(
          summary.quarantined(),
          census.samples(),
          "samples",
          summary.reasons(),
          recipe.quarantine(),
          output.own("quarantine"),
          Quarantine.example(spark, output.own("quarantine"), Census.DUPLICATE));
    }
  }
}
