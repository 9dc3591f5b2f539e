package dev.emulsion.jobs.augment;

import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.jobs.run.CodecNotice;
import dev.emulsion.jobs.run.PartLog;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.RejectedSample;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.ring.PartitionSink;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputRow;
import dev.emulsion.spark.OutputSchema;

/** Counts the samples and rows of one partition, hashes its rows and writes its quarantine log. */
final class PartitionRecorder implements PartitionSink {

  private final SliceMetrics metrics = new SliceMetrics();
  private final PartLog log;
  private final Quarantine.Log quarantine;
  private final ContentDigest digest;
  private final String codec;

  /**
   * @param log of the slice, to which this partition's counts are added at its end
   */
  PartitionRecorder(Recipe recipe, PartLog log) {
    this.log = log;
    this.quarantine = log.quarantine().notes();
    this.digest = new ContentDigest(OutputSchema.of(recipe.labels()));
    this.codec = ImageCodecs.of(recipe.decode()).toString();
    CodecNotice.log(codec);
  }

  @Override
  public void baseArrived(EncodedSample base) {
    metrics.generated(base.generated().size());
  }

  @Override
  public void decoded(int images) {
    metrics.decoded(codec, images);
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
    metrics.noted(base.notes());
    log.done().add(1);
  }

  @Override
  public void quarantined(RejectedSample base) {
    metrics.quarantined(base.reason());
    metrics.unsupported(base.kind());
    quarantine.add(base.id(), base.reason(), base.message());
    log.done().add(1);
  }

  @Override
  public void rejected(RejectedSample generated) {
    metrics.rejected(generated.reason());
    metrics.unsupportedGenerated(generated.kind());
    quarantine.addGenerated(generated.id(), generated.reason(), generated.message());
  }

  @Override
  public void close() {
    quarantine.close();
    log.metrics().add(metrics);
  }
}
