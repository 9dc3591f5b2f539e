package dev.emulsion.jobs.attention;

import dev.emulsion.attention.Grid;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.RunLease;
import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.jobs.run.TableJob;
import dev.emulsion.spark.ModelSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The parts of a table of maps: finds those that are recorded, and writes the others. */
final class AttentionParts {

  /** As many as this, if there are tasks enough. */
  private static final int MAX = 16;

  private final SparkSession spark;
  private final TableJob run;
  private final RunDirectory output;
  private final Samples samples;
  private final Dataset<Row> index;
  private final ModelSource model;
  private final Grid grid;
  private final RunLease lease;
  private final List<AttentionPart> parts;

  AttentionParts(
      SparkSession spark,
      TableJob run,
      Samples samples,
      Dataset<Row> index,
      ModelSource model,
      Grid grid,
      RunLease lease) {
    this.spark = spark;
    this.run = run;
    this.output = run.output();
    this.samples = samples;
    this.index = index;
    this.model = model;
    this.grid = grid;
    this.lease = lease;
    this.parts = new ArrayList<>(AttentionPart.of(output));
  }

  /** Samples that need no more work. */
  long done() {
    return parts.stream().mapToLong(p -> p.metrics().emitted() + p.metrics().quarantined()).sum();
  }

  /** All parts, written if they were not. */
  List<AttentionPart> finish() {
    deleteUnrecorded();
    if (done() < run.census().samples()) {
      JavaRDD<Row> payload = samples.payload(open()).toJavaRDD();
      int tasks = payload.getNumPartitions();
      int cores = spark.sparkContext().defaultParallelism();
      int count = Math.max(1, Math.min(MAX, tasks / cores));
      for (Slice slice : Slice.cut(tasks, count, List.of())) {
        write(slice.of(payload));
      }
    }
    return parts;
  }

  /** Files of a part that was committed and not recorded: its samples are open. */
  private void deleteUnrecorded() {
    Set<Manifest.File> recorded = new HashSet<>();
    parts.forEach(part -> recorded.addAll(part.files()));
    for (Manifest.File file : output.files(AttentionTable.FOLDER)) {
      if (!recorded.contains(file)) {
        output.delete(output.path() + "/" + file.path());
      }
    }
  }

  /** The samples that are in no part. */
  private Dataset<Row> open() {
    Dataset<Row> open = index;
    for (AttentionPart part : parts) {
      if (!part.files().isEmpty()) {
        String[] files =
            part.files().stream()
                .map(file -> output.path() + "/" + file.path())
                .toArray(String[]::new);
        open = without(open, spark.read().schema(AttentionTable.SCHEMA).parquet(files));
      }
      if (part.metrics().quarantined() > 0) {
        open = without(open, spark.read().schema(Quarantine.SCHEMA).json(part.notes(output)));
      }
    }
    return open;
  }

  private static Dataset<Row> without(Dataset<Row> open, Dataset<Row> done) {
    Dataset<Row> ids = done.select(functions.col("id").as("done"));
    return open.join(ids, functions.col(Samples.ID).equalTo(functions.col("done")), "left_anti");
  }

  private void write(JavaRDD<Row> payload) {
    lease.check();
    int number = parts.stream().mapToInt(AttentionPart::number).max().orElse(-1) + 1;
    String notes = output.run(AttentionPart.file("refused", number));
    output.delete(notes);
    Quarantine quarantine = new Quarantine(spark, notes, samples.pathPrefix(), 0);
    SliceMetrics metrics = new SliceMetrics();
    spark.sparkContext().register(metrics, "emulsion.tally.maps");
    AttentionPartition scoring =
        new AttentionPartition(
            run.census(),
            run.recipe().decode(),
            model,
            metrics,
            quarantine,
            spark.sparkContext().longAccumulator(AugmentJob.DONE));
    Set<Manifest.File> before = new HashSet<>(output.files(AttentionTable.FOLDER));
    JavaRDD<Row> rows = payload.mapPartitions(scoring::rows);
    AttentionTable.append(
        spark.createDataset(rows.rdd(), Encoders.row(AttentionTable.SCHEMA)),
        grid,
        output.path() + "/" + AttentionTable.FOLDER);
    List<Manifest.File> added =
        output.files(AttentionTable.FOLDER).stream()
            .filter(file -> !before.contains(file))
            .toList();
    AttentionPart part = new AttentionPart(number, metrics.value(), added);
    lease.check();
    output.write(output.run(AttentionPart.file("part", number) + ".json"), part);
    parts.add(part);
  }
}
