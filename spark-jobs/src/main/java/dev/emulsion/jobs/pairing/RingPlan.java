package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.IndexRow;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.census.Inputs;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.ring.Halo;
import dev.emulsion.ring.HaloSelector;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.LaneHeads;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.RingPartitioner;
import dev.emulsion.ring.RingSample;
import dev.emulsion.spark.LocalRows;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Plans the ring of one epoch from ids and labels. No image is shuffled; only the first samples of
 * each lane, which make up the {@link Halo}, are collected.
 */
public final class RingPlan {

  private static final int MIN_SPARES = 3;
  private static final int MAX_SPARES = 64;

  /** All spares together may be one in this many samples. */
  private static final long SAMPLES_PER_SPARE = 200;

  private RingPlan() {}

  /**
   * The ring of {@code epoch}.
   *
   * @param index rows of {@link dev.emulsion.io.source.Samples#INDEX}
   * @param buckets number of buckets to cut the ring into
   */
  public static PairingRing plan(
      Dataset<Row> index, Census census, Recipe recipe, int epoch, int buckets) {
    PairingRing ring = planWithoutHalo(census, recipe, epoch, buckets);
    if (!recipe.mix().needsPartner()) {
      return ring;
    }
    HaloSelector selector =
        new HaloSelector(recipe.pairing().labels(), haloDepth(recipe, census.samples(), buckets));
    Iterator<Row> heads =
        LocalRows.of(index)
            .map(rows -> placed(rows, ring))
            .orElseGet(() -> collectHeads(index, ring, selector));
    return ring.withCopies(Halo.find(heads(heads, ring.layout(), selector), selector));
  }

  /**
   * The ring of {@code epoch}, whose partners are those of {@code pairing.table} if there is one.
   */
  public static PairingRing plan(Inputs inputs, Recipe recipe, int epoch, int buckets) {
    if (inputs.pairs().isEmpty()) {
      return plan(inputs.index(), inputs.census(), recipe, epoch, buckets);
    }
    PairingRing ring = planWithoutHalo(inputs.census(), recipe, epoch, buckets);
    return ring.withCopies(
        PairRoutes.of(inputs.pairs().get().pairs(), ring.layout(), recipe.pairing().variants()));
  }

  private static Iterator<Row> placed(List<Row> index, PairingRing ring) {
    return index.stream().flatMap(row -> placed(row, ring)).iterator();
  }

  private static Stream<Row> placed(Row row, PairingRing ring) {
    return ring.place(IndexRow.of(row)).map(PlacedSample::toRow).stream();
  }

  /** The heads of each lane: first within each partition of the input, then of what is left. */
  private static Iterator<Row> collectHeads(
      Dataset<Row> index, PairingRing ring, HaloSelector selector) {
    RingLayout layout = ring.layout();
    Dataset<Row> ofPartitions = keepHeads(place(index, ring), layout, selector);
    return keepHeads(ofPartitions.repartition(functions.col(PlacedSample.LANE)), layout, selector)
        .collectAsList()
        .iterator();
  }

  /** The ring of {@code epoch} without its halo, which needs no pass over the samples. */
  public static PairingRing planWithoutHalo(Census census, Recipe recipe, int epoch, int buckets) {
    RingPartitioner partitioner =
        new RingPartitioner(
            recipe.pairing().labels(), recipe.pairing().groups(), buckets, census.counts());
    return new PairingRing(new RingLayout(recipe.seed(), epoch, partitioner), census, Halo.NONE);
  }

  /**
   * Qualifying samples that follow each lane: one per variant and {@value #MIN_SPARES} to {@value
   * #MAX_SPARES} spares in case some are unreadable; more than the minimum only while all spares
   * together are at most half a percent of the samples.
   */
  public static int haloDepth(Recipe recipe, long samples, int buckets) {
    long affordable = (samples / SAMPLES_PER_SPARE + MAX_SPARES) / buckets;
    return recipe.pairing().variants()
        + (int) Math.max(MIN_SPARES, Math.min(MAX_SPARES, affordable));
  }

  private static Dataset<Row> place(Dataset<Row> index, PairingRing planned) {
    Broadcast<PairingRing> ring = planned.broadcast(index.sparkSession());
    return index.flatMap(
        (FlatMapFunction<Row, Row>) row -> placed(row, ring.value()).iterator(),
        Encoders.row(PlacedSample.SCHEMA));
  }

  private static Dataset<Row> keepHeads(
      Dataset<Row> placed, RingLayout layout, HaloSelector selector) {
    return placed.mapPartitions(
        (MapPartitionsFunction<Row, Row>) rows -> toRows(heads(rows, layout, selector)),
        Encoders.row(PlacedSample.SCHEMA));
  }

  private static SortedMap<Lane, List<RingSample>> heads(
      Iterator<Row> placed, RingLayout layout, HaloSelector selector) {
    LaneHeads heads = new LaneHeads(selector);
    while (placed.hasNext()) {
      PlacedSample sample = PlacedSample.of(placed.next());
      heads.add(
          sample.lane(), new RingSample(layout.key(sample.id()), sample.id(), sample.label()));
    }
    return heads.heads();
  }

  private static Iterator<Row> toRows(Map<Lane, List<RingSample>> heads) {
    return heads.entrySet().stream()
        .flatMap(
            lane ->
                lane.getValue().stream()
                    .map(s -> new PlacedSample(lane.getKey(), s.id(), s.label()).toRow()))
        .iterator();
  }
}
