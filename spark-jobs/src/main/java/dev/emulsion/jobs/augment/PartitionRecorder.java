package dev.emulsion.jobs.augment;

import dev.emulsion.io.run.Quarantine;
import dev.emulsion.jobs.pipeline.PreparedSample;
import dev.emulsion.jobs.pipeline.RejectedSample;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.jobs.sideinput.EncodedSample;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputRow;
import dev.emulsion.spark.OutputSchema;
import org.apache.spark.util.LongAccumulator;

/** Counts the samples and rows of one partition, hashes its rows and writes its quarantine log. */
final class PartitionRecorder implements PartitionSink {

  private final SliceMetrics metrics = new SliceMetrics();
  private final SliceMetrics total;
  private final Quarantine.Log log;
  private final LongAccumulator samplesDone;
  private final ContentDigest digest;

  /**
   * @param total the slice's metrics, to which this partition's are added at its end
   * @param samplesDone counts samples while the task runs, for progress display
   */
  PartitionRecorder(
      LabelsConfig labels, SliceMetrics total, Quarantine.Log log, LongAccumulator samplesDone) {
    this.total = total;
    this.log = log;
    this.samplesDone = samplesDone;
    this.digest = new ContentDigest(OutputSchema.of(labels));
  }

  @Override
  public void baseArrived(EncodedSample base) {
    metrics.generated(base.generated().size());
  }

  @Override
  public void decoded(int images) {
    metrics.decoded(images);
  }

  @Override
  public void row(OutputRow row) {
    metrics.row(row.method(), digest.of(row.toRow()));
  }

  @Override
  public void unpaired() {
    metrics.unpaired();
  }

  @Override
  public void emitted(PreparedSample base) {
    metrics.emitted();
    metrics.joined(base.joined());
    samplesDone.add(1);
  }

  @Override
  public void quarantined(RejectedSample base) {
    metrics.quarantined(base.reason());
    log.add(base.id(), base.reason(), base.message());
    samplesDone.add(1);
  }

  @Override
  public void rejected(RejectedSample generated) {
    metrics.rejected(generated.reason());
    log.addElsewhere(generated.id(), generated.reason(), generated.message());
  }

  @Override
  public void close() {
    log.close();
    total.add(metrics);
  }
}
