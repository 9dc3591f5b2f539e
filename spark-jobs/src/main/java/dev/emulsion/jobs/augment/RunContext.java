package dev.emulsion.jobs.augment;

import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.census.Inputs;
import dev.emulsion.jobs.run.CodecCheck;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.ring.PairingRules;
import org.apache.spark.sql.SparkSession;

/**
 * What all epochs of a run share.
 *
 * @param log claimed by this process
 * @param codecs of the driver and of the executors that were there at the beginning
 * @param buckets number of buckets of every epoch's ring
 */
record RunContext(
    SparkSession spark,
    Recipe recipe,
    Progress progress,
    CommitLog<Manifest> log,
    Inputs inputs,
    CodecCheck codecs,
    Shards shards,
    AttentionSetup attentionSetup,
    PairingRules rules,
    int buckets) {

  /** The number of neighboring buckets that hold one group, which has a shuffle of its own. */
  int bucketsPerGroup() {
    return buckets / recipe.pairing().groups();
  }

  Census census() {
    return inputs.census();
  }
}
