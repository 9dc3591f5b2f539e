package dev.emulsion.jobs;

import dev.emulsion.io.Identity;
import dev.emulsion.io.Owner;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.io.Samples;
import dev.emulsion.io.Shards;
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
 * @param attending how tasks know what matters in pictures
 * @param company what stands beside the samples, and {@code beside} its digests
 * @param buckets of the ring of every epoch
 */
record Work(
    SparkSession spark,
    Recipe recipe,
    Progress progress,
    RunDirectory output,
    Owner owner,
    Identity identity,
    Samples samples,
    Dataset<Row> matched,
    Dataset<Row> index,
    Census census,
    Shards shards,
    Attending attending,
    Company company,
    Map<String, String> beside,
    int buckets) {}
