package dev.emulsion.jobs.augment;

import dev.emulsion.io.run.Quarantine;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.pairing.PartnerRule;
import dev.emulsion.jobs.pairing.ShuffledSampleReader;
import dev.emulsion.jobs.pipeline.AttentionBatcher;
import dev.emulsion.jobs.pipeline.PipelineSpec;
import dev.emulsion.jobs.pipeline.RejectedSample;
import dev.emulsion.jobs.pipeline.SamplePipeline;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.jobs.sideinput.BroadcastImages;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** The narrow half of an epoch: every task walks its bucket of the ring and yields output rows. */
public record AugmentPartition(
    Recipe recipe,
    int epoch,
    PartnerRule partners,
    int classes,
    AttentionSetup attentionSetup,
    Broadcast<BroadcastImages> broadcastImages)
    implements java.io.Serializable {

  public AugmentPartition(
      Recipe recipe,
      int epoch,
      Census census,
      AttentionSetup attentionSetup,
      Broadcast<BroadcastImages> broadcastImages) {
    this(
        recipe,
        epoch,
        new PartnerRule(recipe.pairing().labels(), census),
        census.classes().size(),
        attentionSetup,
        broadcastImages);
  }

  /**
   * Rows of {@link OutputSchema}, in ring order within each bucket.
   *
   * @param ordered whole buckets of what {@link PairingRing#shuffle} gave
   * @param metrics what the tasks that finish add their counts to
   * @param quarantine where the tasks note what they refuse
   * @param done counts samples while the tasks run
   */
  public JavaRDD<Row> stream(
      JavaRDD<Row> ordered,
      Broadcast<PairingRing> ring,
      SliceMetrics metrics,
      Quarantine quarantine,
      LongAccumulator done) {
    return ordered.mapPartitions(rows -> walk(rows, ring.value(), metrics, quarantine, done));
  }

  private static void note(RejectedSample rejected, Quarantine.Log notes) {
    if (rejected.isGenerated()) {
      notes.addElsewhere(rejected.id(), rejected.reason(), rejected.message());
    } else {
      notes.add(rejected.id(), rejected.reason(), rejected.message());
    }
  }

  private Iterator<Row> walk(
      Iterator<Row> rows,
      PairingRing ring,
      SliceMetrics metrics,
      Quarantine quarantine,
      LongAccumulator done) {
    Quarantine.Log notes = quarantine.notes();
    SliceMetrics own = new SliceMetrics();
    return new PairingIterator(
        new ShuffledSampleReader(rows, ring),
        ring,
        partners,
        recipe,
        SamplePipeline.of(
            new PipelineSpec(recipe, epoch, classes, attentionSetup.source()),
            broadcastImages.value()),
        new AttentionBatcher(attentionSetup::provider, attentionSetup.batchSize()),
        own,
        rejected -> note(rejected, notes),
        () -> done.add(1),
        () -> {
          notes.close();
          metrics.add(own);
        });
  }
}
