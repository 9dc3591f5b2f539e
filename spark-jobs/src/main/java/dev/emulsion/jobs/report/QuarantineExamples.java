package dev.emulsion.jobs.report;

import dev.emulsion.Printable;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.pipeline.Reason;
import dev.emulsion.report.RunReport;
import dev.emulsion.report.RunReport.Quarantined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * The entries of the quarantine table that a report shows: for each reason a few, picked by a hash
 * of their ids.
 *
 * @param reasons with the counts of the manifest, most entries first
 * @param ids of the samples whose images may be shown, as in the table
 */
record QuarantineExamples(List<RunReport.Reason> reasons, List<String> ids) {

  private static final int PER_REASON = 6;
  private static final String PLACE = "place";
  private static final String FIRST = "first";

  static QuarantineExamples of(SparkSession spark, RunDirectory output, Manifest manifest) {
    Map<String, Long> counts = counts(manifest);
    if (counts.isEmpty()) {
      return new QuarantineExamples(List.of(), List.of());
    }
    Map<String, List<Quarantined>> examples = new TreeMap<>();
    List<String> ids = new ArrayList<>();
    for (Row row : picked(spark, output, manifest)) {
      Quarantine.Entry entry = Quarantine.Entry.of(row);
      examples
          .computeIfAbsent(entry.reason(), reason -> new ArrayList<>())
          .add(
              new Quarantined(
                  Printable.line(entry.id()),
                  Printable.line(entry.path() == null ? "" : entry.path()),
                  Printable.line(entry.message()),
                  entry.epoch()));
      Reason reason = Reason.valueOf(entry.reason());
      if (reason.subject() == Reason.Subject.SAMPLE && !reason.isExclusion()) {
        ids.add(entry.id());
      }
    }
    List<RunReport.Reason> reasons = new ArrayList<>();
    counts.forEach(
        (reason, n) ->
            reasons.add(new RunReport.Reason(reason, n, examples.getOrDefault(reason, List.of()))));
    reasons.sort((a, b) -> Long.compare(b.count(), a.count()));
    return new QuarantineExamples(reasons, ids);
  }

  /** Entries by reason, over all epochs. */
  private static Map<String, Long> counts(Manifest manifest) {
    Map<String, Long> counts = new TreeMap<>();
    for (Manifest.Epoch epoch : manifest.epochs()) {
      epoch.reasons().forEach((reason, n) -> counts.merge(reason, n, Long::sum));
      epoch.generated().rejected().forEach((reason, n) -> counts.merge(reason, n, Long::sum));
    }
    counts.put(Reason.DUPLICATE.name(), manifest.input().duplicates());
    counts.put(Reason.NO_GENERATED.name(), manifest.input().withoutGenerated());
    counts.values().removeIf(n -> n == 0);
    return counts;
  }

  /** What several epochs list once is taken once. */
  private static List<Row> picked(SparkSession spark, RunDirectory output, Manifest manifest) {
    String[] tables =
        manifest.epochs().stream()
            .map(epoch -> output.quarantine(epoch.epoch()))
            .toArray(String[]::new);
    Dataset<Row> entries =
        spark
            .read()
            .schema(Quarantine.SCHEMA)
            .parquet(tables)
            .groupBy("id", "reason")
            .agg(functions.min(functions.struct("epoch", "path", "message")).as(FIRST))
            .withColumn(
                PLACE,
                functions
                    .row_number()
                    .over(
                        Window.partitionBy("reason")
                            .orderBy(functions.xxhash64(functions.col("id")), functions.col("id"))))
            .filter(functions.col(PLACE).leq(PER_REASON))
            .orderBy("reason", PLACE);
    return entries
        .select(
            functions.col("id"),
            functions.col(FIRST + ".path"),
            functions.col("reason"),
            functions.col(FIRST + ".message"),
            functions.col(FIRST + ".epoch"))
        .collectAsList();
  }
}
