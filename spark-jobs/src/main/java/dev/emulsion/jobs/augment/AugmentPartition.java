package dev.emulsion.jobs.augment;

import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.pairing.RingShuffle;
import dev.emulsion.jobs.pairing.ShuffledSampleReader;
import dev.emulsion.jobs.run.PartLog;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.pipeline.AttentionBatcher;
import dev.emulsion.pipeline.BroadcastImages;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.pipeline.RecipePipeline;
import dev.emulsion.pipeline.SamplePipeline;
import dev.emulsion.ring.ListedPairIterator;
import dev.emulsion.ring.PairingIterator;
import dev.emulsion.ring.PairingRules;
import dev.emulsion.ring.PartitionSink;
import dev.emulsion.spark.OutputRow;
import dev.emulsion.spark.OutputSchema;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * The part of an epoch that needs no shuffle: every task walks through its bucket of the ring and
 * yields output rows.
 *
 * @param mixingSet images that samples are blended with
 */
public record AugmentPartition(
    PipelineSpec spec,
    PairingRules rules,
    AttentionSetup attention,
    Broadcast<BroadcastImages> mixingSet)
    implements Serializable {

  /**
   * Rows of {@link OutputSchema}, in ring order within each bucket.
   *
   * @param buckets rows of {@link RingShuffle#shuffle}, one whole bucket per partition
   * @param log to which every finished task adds its counts
   */
  public JavaRDD<Row> rows(JavaRDD<Row> buckets, Broadcast<PairingRing> ring, PartLog log) {
    return buckets.mapPartitions(
        bucket ->
            new RowIterator(
                walk(
                    new ShuffledSampleReader(bucket, ring.value()),
                    ring.value().hasListedPairs(),
                    new PartitionRecorder(spec.recipe(), log))));
  }

  private Iterator<OutputRow> walk(
      ShuffledSampleReader samples, boolean listedPairs, PartitionSink sink) {
    SamplePipeline pipeline = RecipePipeline.of(spec, mixingSet.value());
    AttentionBatcher batcher = new AttentionBatcher(attention::provider, attention.batchSize());
    return listedPairs
        ? new ListedPairIterator(
            samples, rules, spec.recipe().mix().methods(), pipeline, batcher, sink)
        : new PairingIterator(samples, rules, pipeline, batcher, sink);
  }

  private record RowIterator(Iterator<OutputRow> rows) implements Iterator<Row> {

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Row next() {
      return rows.next().toRow();
    }
  }
}
