package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.RingPartitioner.Lane;
import dev.emulsion.recipe.Recipe;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Plans the ring of one epoch from ids and labels: no image moves, and only heads are collected.
 */
public final class RingPlan {

  private static final int SPARE_FOLLOWERS = 3;
  private static final int MAX_SPARE_FOLLOWERS = 64;

  private static final StructType PLACED =
      new StructType()
          .add("lane", DataTypes.LongType, false)
          .add(Samples.ID, DataTypes.StringType, false)
          .add("class", DataTypes.IntegerType, false);

  private RingPlan() {}

  /** The ring of {@code epoch}, cut into {@code buckets}. */
  public static PairingRing of(
      Dataset<Row> index, Census census, Recipe recipe, int epoch, int buckets) {
    PairingRing bare = bare(census, recipe, epoch, buckets);
    if (!recipe.mix().pairs()) {
      return bare;
    }
    HaloSelector haloSelector =
        new HaloSelector(recipe.pairing().labels(), depth(recipe, census.samples(), buckets));
    Dataset<Row> placed = placed(index, bare);
    Thinning thinning = new Thinning(recipe.seed(), epoch, haloSelector);
    Dataset<Row> thinned = thinning.of(thinning.of(placed).repartition(functions.col("lane")));
    return bare.with(Halo.of(thinning.firsts(thinned.collectAsList().iterator()), haloSelector));
  }

  /** The ring without its halo, which takes no look at the samples. */
  public static PairingRing bare(Census census, Recipe recipe, int epoch, int buckets) {
    RingPartitioner partitioner =
        new RingPartitioner(recipe.pairing().labels(), buckets, census.counts());
    return new PairingRing(recipe.seed(), epoch, partitioner, census, Halo.NONE);
  }

  /**
   * Samples that follow each lane: one per variant, and spare ones for images that turn out
   * unreadable; more of them where half a percent of the samples allows it.
   */
  public static int depth(Recipe recipe, long samples, int buckets) {
    long affordable = (samples / 200 + 64) / buckets;
    return recipe.pairing().variants()
        + (int) Math.max(SPARE_FOLLOWERS, Math.min(MAX_SPARE_FOLLOWERS, affordable));
  }

  private static Dataset<Row> placed(Dataset<Row> index, PairingRing bare) {
    Broadcast<PairingRing> ring = bare.broadcast(index.sparkSession());
    return index.flatMap(
        (FlatMapFunction<Row, Row>)
            row ->
                ring
                    .value()
                    .position(row)
                    .map(s -> RowFactory.create(s.lane().code(), row.get(0), s.label().main()))
                    .stream()
                    .iterator(),
        Encoders.row(PLACED));
  }

  /** Keeps of each lane the {@link HaloSelector}, first within each partition, then over all. */
  private record Thinning(long seed, int epoch, HaloSelector haloSelector) implements Serializable {

    /** A lane's list is thinned whenever it has grown to this many times what it may keep. */
    private static final int SLACK = 64;

    Dataset<Row> of(Dataset<Row> placed) {
      return placed.mapPartitions(
          (MapPartitionsFunction<Row, Row>) rows -> rows(firsts(rows)), Encoders.row(PLACED));
    }

    SortedMap<Lane, List<RingSample>> firsts(Iterator<Row> placed) {
      TreeMap<Lane, List<RingSample>> lanes = new TreeMap<>();
      while (placed.hasNext()) {
        Row row = placed.next();
        Lane lane = Lane.ofCode(row.getLong(0));
        List<RingSample> samples = lanes.computeIfAbsent(lane, l -> new ArrayList<>());
        samples.add(RingSample.of(seed, epoch, row.getString(1), row.getInt(2)));
        if (samples.size() % SLACK == 0) {
          lanes.put(lane, thin(samples));
        }
      }
      lanes.replaceAll((lane, samples) -> thin(samples));
      return lanes;
    }

    private List<RingSample> thin(List<RingSample> samples) {
      Collections.sort(samples);
      return new ArrayList<>(haloSelector.of(samples));
    }

    private static Iterator<Row> rows(Map<Lane, List<RingSample>> lanes) {
      return lanes.entrySet().stream()
          .flatMap(
              lane ->
                  lane.getValue().stream()
                      .map(s -> RowFactory.create(lane.getKey().code(), s.id(), s.label())))
          .iterator();
    }
  }
}
