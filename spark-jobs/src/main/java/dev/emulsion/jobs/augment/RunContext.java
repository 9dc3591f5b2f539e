package dev.emulsion.jobs.augment;

import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.jobs.sideinput.SideInputs;
import dev.emulsion.recipe.Recipe;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What all epochs of a run share.
 *
 * @param matched index of {@code samples} with what stands beside them, cached
 * @param index the rows of it that take part
 * @param attentionSetup how tasks know what matters in images
 * @param sideInputs what stands beside the samples, and {@code beside} its digests
 * @param buckets of the ring of every epoch
 */
record RunContext(
    SparkSession spark,
    Recipe recipe,
    Progress progress,
    CommitLog<Manifest> log,
    Samples samples,
    Dataset<Row> matched,
    Dataset<Row> index,
    Census census,
    Shards shards,
    AttentionSetup attentionSetup,
    SideInputs sideInputs,
    Map<String, String> sideInputRows,
    int buckets) {}
