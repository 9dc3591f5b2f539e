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
 * @param log claimed by this process
 * @param matched index of {@code samples}, joined with their generated images; cached
 * @param index the rows of {@code matched} that take part
 * @param sideInputRows digests of {@code sideInputs}
 * @param buckets number of buckets of every epoch's ring
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
