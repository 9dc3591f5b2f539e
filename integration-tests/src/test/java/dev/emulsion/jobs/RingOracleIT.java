package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.Weighted;
import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.jobs.augment.AugmentPartition;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.pairing.RingPlan;
import dev.emulsion.jobs.pairing.RingShuffle;
import dev.emulsion.jobs.run.PartLog;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.label.Label;
import dev.emulsion.label.Label.Kind;
import dev.emulsion.mix.CutMix;
import dev.emulsion.mix.MixUp;
import dev.emulsion.mix.Mixing;
import dev.emulsion.pipeline.BroadcastImages;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.MixInput;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.RecipePipeline;
import dev.emulsion.pipeline.SamplePipeline;
import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.PairingConfig;
import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.recipe.PairingConfig.OnNoPartner;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.ring.PairingRules;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.testing.InMemorySamples;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Spark's rows equal those of a plain implementation of the ring: sort, then loop. */
class RingOracleIT {

  private static final int FEW = 64;
  private static final int MANY = 1001;
  private static final int EPOCHS = 2;
  private static final int VARIANTS = 3;

  @TempDir private Path directory;

  static Stream<Arguments> rings() {
    List<Arguments> rings = new ArrayList<>();
    for (Labels labels : Labels.values()) {
      for (int samples : new int[] {0, 1, 2, 3, FEW, MANY}) {
        for (int buckets : new int[] {1, 64}) {
          rings.add(Arguments.of(samples, labels, buckets, 0, Kind.SINGLE));
        }
      }
      rings.add(Arguments.of(FEW, labels, 8, 0, Kind.SINGLE));
      // one in 9 is unreadable: runs of them are skipped, at the seams of the buckets too
      rings.add(Arguments.of(FEW, labels, 4, 9, Kind.SINGLE));
      rings.add(Arguments.of(MANY, labels, 16, 9, Kind.SINGLE));
      rings.add(Arguments.of(200, labels, 8, 9, Kind.MULTI));
      rings.add(Arguments.of(200, labels, 8, 9, Kind.DISTRIBUTION));
    }
    return rings.stream();
  }

  @ParameterizedTest(name = "{0} samples, labels {1}, {2} buckets, unreadable one in {3}, {4}")
  @MethodSource("rings")
  void sparkGivesTheRowsOfThePlainRing(
      int samples, Labels labels, int buckets, int unreadable, Kind kind) {
    List<Sample> input = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      boolean broken = unreadable > 0 && i % unreadable == 0;
      byte[] image = broken ? new byte[] {1, 2, 3} : TestImages.encoded(i, 8, 9, "png");
      // classes of unequal size: half of all, a quarter, ...
      input.add(new Sample("s" + i, label(kind, Integer.numberOfTrailingZeros(i + 1) % 5), image));
    }
    Recipe recipe = recipe(labels, buckets).forLabels(kind);
    // a ring of three samples at most hardly differs between epochs
    for (int epoch = samples < FEW ? EPOCHS - 1 : 0; epoch < EPOCHS; epoch++) {
      assertThat(ofSpark(input, recipe, epoch)).isEqualTo(ofPlainRing(input, recipe, epoch));
    }
  }

  /** A sample as the plain implementation reads it. */
  private record Sample(String id, Label label, byte[] image) {}

  /** A label whose main class is {@code main}. */
  private static Label label(Kind kind, int main) {
    return switch (kind) {
      case SINGLE -> new Label.Single(main);
      case MULTI -> new Label.Multi(main + 2, main, 5);
      case DISTRIBUTION -> {
        float[] weights = {0.125f, 0.125f, 0.125f, 0.125f, 0.125f};
        weights[main] = 0.5f;
        yield new Label.Distribution(weights);
      }
    };
  }

  /** What a source would say of it. */
  private static Row row(Sample sample, Object... end) {
    Object texts = null;
    Object weights = null;
    if (sample.label() instanceof Label.Distribution distribution) {
      weights = distribution.weights();
    } else {
      texts = Arrays.stream(sample.label().classes()).mapToObj(k -> "" + k).toArray(String[]::new);
    }
    List<Object> values = new ArrayList<>();
    Collections.addAll(values, sample.id(), texts, weights, sample.id());
    Collections.addAll(values, end);
    return RowFactory.create(values.toArray());
  }

  private Recipe recipe(Labels labels, int buckets) {
    Recipe plain =
        RecipeLoader.parse(
            "oracle.yaml",
            "seed: 7\nepochs: 2\ninput: {path: in}\noutput: {path: out}\n"
                + "transform: [{random-resized-crop: {size: 6}}]\n",
            List.of());
    Mixing mixing =
        new Mixing(
            0.9,
            List.of(
                new Weighted<>(new MixUp(0.8), 0.5),
                new Weighted<>(
                    new CutMix(1.0, CutMix.Lambda.BY_AREA, new CutMix.Centered()), 0.5)));
    return new Recipe(
        plain.seed(),
        plain.epochs(),
        plain.input(),
        plain.generated(),
        plain.mixingSet(),
        plain.decode(),
        plain.transform(),
        mixing,
        plain.attention(),
        new PairingConfig(labels, VARIANTS, Optional.of(buckets), OnNoPartner.KEEP),
        plain.labels(),
        plain.output(),
        plain.quarantine(),
        plain.report());
  }

  private Map<String, String> ofPlainRing(List<Sample> input, Recipe recipe, int epoch) {
    SamplePipeline pipeline = RecipePipeline.of(PipelineSpec.byArea(recipe, epoch, classes(input)));
    List<PreparedSample> ring = new ArrayList<>();
    input.stream()
        .sorted(Comparator.comparing(s -> RingKey.of(recipe.seed(), epoch, SampleKey.of(s.id()))))
        .map(sample -> new EncodedSample(sample.id(), sample.label(), sample.image()))
        .map(pipeline::prepare)
        .forEach(
            prepared -> {
              if (prepared instanceof PreparedSample sample) {
                ring.add(sample);
              }
            });
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      PreparedSample base = ring.get(i);
      List<PreparedSample> partners = new ArrayList<>();
      for (int step = 1; step < ring.size() && partners.size() < VARIANTS; step++) {
        PreparedSample next = ring.get((i + step) % ring.size());
        boolean qualifies =
            switch (recipe.pairing().labels()) {
              case ANY -> true;
              case DIFFERENT -> next.label().main() != base.label().main();
              case SAME -> next.label().main() == base.label().main();
            };
        if (qualifies) {
          partners.add(next);
        }
      }
      for (int variant = 0; variant < VARIANTS; variant++) {
        Optional<MixInput> partner =
            partners.isEmpty()
                ? Optional.empty()
                : Optional.of(partners.get(variant % partners.size()).members(variant).get(0));
        MixInput image = base.members(variant).get(0);
        rows.add(pipeline.toRow(pipeline.mix(image, partner, variant)).toRow());
      }
    }
    return digests(rows, recipe);
  }

  private Map<String, String> ofSpark(List<Sample> input, Recipe recipe, int epoch) {
    SparkSession spark = LocalSpark.session();
    InMemorySamples samples =
        new InMemorySamples(
            spark,
            input.stream().map(s -> row(s, (long) s.image().length, FileStamp.UNKNOWN)).toList(),
            input.stream().map(s -> row(s, s.image())).toList(),
            recipe.labels().kind().orElseThrow());
    Census census = Census.of(samples, recipe);
    int buckets = recipe.pairing().buckets().orElseThrow();
    // the driver plans what it holds, tasks plan the rest
    Dataset<Row> index = epoch == 0 ? samples.index() : samples.index().repartition(3);
    PairingRing ring = RingPlan.plan(index, census, recipe, epoch, buckets);
    Quarantine quarantine = new Quarantine(spark, directory.toString(), "", epoch);
    PartLog log = PartLog.register(spark, "oracle", quarantine);
    Broadcast<PairingRing> shared = ring.broadcast(spark);
    BitSet all = Slice.buckets(List.of(new Slice(0, buckets)));
    JavaRDD<Row> rows =
        new AugmentPartition(
                PipelineSpec.byArea(
                    recipe.forLabels(census.labels().kind()), epoch, census.classes().size()),
                PairingRules.of(recipe, census.counts()),
                AttentionSetup.BY_AREA,
                new JavaSparkContext(spark.sparkContext()).broadcast(BroadcastImages.empty()))
            .rows(
                new RingShuffle(shared, all)
                    .shuffle(samples.payload(samples.index()), Optional.empty())
                    .toJavaRDD(),
                shared,
                log);
    return digests(rows.collect(), recipe);
  }

  private static Map<String, String> digests(List<Row> rows, Recipe recipe) {
    ContentDigest digest = new ContentDigest(OutputSchema.of(recipe.labels()));
    Map<String, String> byName = new TreeMap<>();
    for (Row row : rows) {
      String partner = row.isNullAt(4) ? "no partner" : row.getString(4);
      String described = partner + " " + ContentDigest.hex(digest.of(row));
      assertThat(byName.put(row.getString(0), described)).as("row twice").isNull();
    }
    return byName;
  }

  private static int classes(List<Sample> input) {
    return input.stream()
        .mapToInt(
            s ->
                s.label() instanceof Label.Distribution weights
                    ? weights.weights().length
                    : Arrays.stream(s.label().classes()).max().orElseThrow() + 1)
        .max()
        .orElse(0);
  }
}
