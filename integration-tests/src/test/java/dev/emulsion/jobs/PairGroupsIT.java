package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.ShuffledBytes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pairing.scope: group}: every group is a ring and a shuffle of its own. */
class PairGroupsIT {

  private static final int IMAGES = 120;
  private static final int CLASSES = 3;
  private static final int GROUPS = 3;
  private static final int SEED = 5;

  @TempDir private static Path shared;
  private static Path images;
  private static final List<String> IDS = new ArrayList<>();

  /** Of one epoch, in the default number of partitions, buckets and slices. */
  private static String digestOfOneEpoch;

  private final SparkSession spark = LocalSpark.session();
  @TempDir private Path directory;

  @BeforeAll
  static void writeImages() throws IOException {
    images = TestImages.folder(shared.resolve("images"), IMAGES, CLASSES);
    TestImages.write(images.resolve("class0"), "broken.jpg", new byte[] {1, 2, 3});
    IDS.addAll(ids(IMAGES));
  }

  /** The ids of {@link TestImages#folder}. */
  private static List<String> ids(int images) {
    return IntStream.range(0, images)
        .mapToObj(image -> "class" + image % CLASSES + "/" + image + ".jpg")
        .toList();
  }

  private String digestOfOneEpoch() {
    if (digestOfOneEpoch == null) {
      digestOfOneEpoch = digest(recipe("undisturbed", "epochs=1"));
    }
    return digestOfOneEpoch;
  }

  private Recipe recipe(String out, String... set) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "pairing.scope=group", "pairing.groups=" + GROUPS, "quarantine.max-fraction=0.1"));
    all.addAll(Arrays.asList(set));
    return Recipes.of(images)
        .with("seed", SEED)
        .with("epochs", 2)
        .to(directory.resolve(out))
        .load(all);
  }

  private String digest(Recipe recipe) {
    return new AugmentJob(spark, recipe).run().manifest().contentDigest();
  }

  /** {@code floor(first 64 bits of SHA-256 of the id · groups / 2^64)}. */
  private static int group(String id) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, Arrays.copyOf(digest, 8))
          .multiply(BigInteger.valueOf(GROUPS))
          .shiftRight(64)
          .intValueExact();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Tag("main")
  @ParameterizedTest
  @ValueSource(strings = {"any", "different", "same"})
  void thePartnerIsTheNextQualifyingSampleOfTheGroup(String labels) {
    Recipe recipe = recipe("out", "pairing.labels=" + labels);
    AugmentReport report = new AugmentJob(spark, recipe).run();
    Map<String, String> found = new TreeMap<>();
    for (Row row :
        spark
            .read()
            .parquet(recipe.output().path())
            .select("base_id", "epoch", "partner_id")
            .collectAsList()) {
      found.put(row.getString(0) + " " + row.getInt(1), row.getString(2));
    }
    assertThat(found).isEqualTo(expected(labels));
    assertThat(report.manifest().buckets() % GROUPS).isZero();
    assertThat(new VerifyJob(spark, recipe.output().path()).run().problems()).isEmpty();
  }

  private static Map<String, String> expected(String labels) {
    Map<String, String> expected = new TreeMap<>();
    Map<Integer, List<String>> groups =
        IDS.stream().collect(Collectors.groupingBy(PairGroupsIT::group));
    assertThat(groups).hasSize(GROUPS);
    for (int e = 0; e < 2; e++) {
      int epoch = e;
      for (List<String> group : groups.values()) {
        List<String> ring = new ArrayList<>(group);
        ring.sort(Comparator.comparing(id -> RingKey.of(SEED, epoch, SampleKey.of(id))));
        for (int i = 0; i < ring.size(); i++) {
          String base = ring.get(i);
          int next = i + 1;
          while (!qualifies(labels, base, ring.get(next % ring.size()))) {
            next++;
          }
          expected.put(base + " " + epoch, ring.get(next % ring.size()));
        }
      }
    }
    return expected;
  }

  private static boolean qualifies(String labels, String base, String partner) {
    boolean same = base.startsWith(partner.substring(0, "class0".length()));
    return switch (labels) {
      case "different" -> !same;
      case "same" -> same && !base.equals(partner);
      default -> true;
    };
  }

  @Test
  void partitionsBucketsAndSlicesDoNotMatter() {
    String digest = digestOfOneEpoch();
    assertThat(digest(recipe("a", "epochs=1", "input.partitions=7", "pairing.buckets=24")))
        .isEqualTo(digest);
    assertThat(
            digest(
                recipe(
                    "b",
                    "epochs=1",
                    "input.partitions=1",
                    "pairing.buckets=4", // rounded up to 6
                    "output.commits-per-epoch=4")))
        .isEqualTo(digest);
    assertThat(digest(recipe("c", "epochs=1", "pairing.groups=2"))).isNotEqualTo(digest);
  }

  @Test
  void anInterruptedRunIsResumedInTheGroupWhereItStopped() throws IOException {
    String[] slices = {"pairing.buckets=12", "output.commits-per-epoch=6"};
    Recipe recipe = recipe("out", slices);
    String digest = digest(recipe);
    Path own = Folders.own(Path.of(recipe.output().path()));
    Files.delete(own.resolve("manifest.json"));
    Files.delete(own.resolve("run/epoch-1.json"));
    Files.delete(own.resolve("run/epoch-1/slice-0000006-0000008.json"));
    assertThat(digest(recipe)).isEqualTo(digest);
    assertThat(new VerifyJob(spark, recipe.output().path()).run().problems()).isEmpty();
  }

  /** The way for data beyond one shuffle: stage once by group, then shuffle group by group. */
  @Test
  void stagedFilesHoldOneGroupEachAndGiveTheSameRows() {
    String digest = digestOfOneEpoch();
    new IngestJob(spark, recipe("staged")).run();
    Path staged = directory.resolve("staged");
    Map<String, List<Row>> files =
        spark
            .read()
            .parquet(staged.resolve("samples").toString())
            .selectExpr("id", "_metadata.file_name", "length(image)")
            .collectAsList()
            .stream()
            .collect(Collectors.groupingBy(row -> row.getString(1)));
    long bytes = 0;
    for (List<Row> rows : files.values()) {
      assertThat(rows.stream().map(row -> group(row.getString(0))).distinct()).hasSize(1);
      bytes += rows.stream().mapToLong(row -> row.getInt(2)).sum();
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(GROUPS);

    try (ShuffledBytes shuffled = ShuffledBytes.of(spark)) {
      Recipe recipe = recipe("out", "input.path=" + staged, "epochs=1");
      AugmentReport report = new AugmentJob(spark, recipe).run();
      // every image once; and the halo and ids, which weigh as much where images are so few and
      // small
      assertThat(shuffled.written()).isBetween(bytes, 4 * bytes);
      assertThat(report.rows()).isEqualTo(IMAGES);
      assertThat(report.manifest().contentDigest()).isEqualTo(digest);
    }
  }

  @Test
  void groupsThatAreTooSmallToPairLeaveSamplesUnmixed() throws IOException {
    int count = 12;
    int groups = 8;
    Path few = TestImages.folder(directory.resolve("few"), count, CLASSES);
    Recipe recipe = recipe("out", "input.path=" + few, "pairing.groups=" + groups, "epochs=1");
    AugmentReport report = new AugmentJob(spark, recipe).run();
    Map<Integer, Long> sizes =
        ids(count).stream()
            .collect(
                Collectors.groupingBy(
                    id ->
                        new BigInteger(Long.toUnsignedString(SampleKey.of(id).high()))
                            .multiply(BigInteger.valueOf(groups))
                            .shiftRight(64)
                            .intValueExact(),
                    Collectors.counting()));
    long alone = sizes.values().stream().filter(size -> size == 1).count();
    assertThat(alone).isPositive();
    assertThat(report.unpaired()).isEqualTo(alone);
    assertThat(report.rows()).isEqualTo(count);
  }
}
