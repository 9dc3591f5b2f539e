package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.ShuffledBytes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code pairing.table}: every base is mixed with the partners that the table lists, as a plain
 * implementation of the documented rule says; and no row of the table vanishes.
 */
class PairTableIT {

  private static final int IMAGES = 60;
  private static final int EPOCHS = 2;
  private static final int VARIANTS = 2;
  private static final String BROKEN = "class0/broken.jpg";
  private static final StructType SCHEMA =
      new StructType()
          .add("score", DataTypes.FloatType)
          .add("partner_id", DataTypes.StringType)
          .add("base_id", DataTypes.StringType)
          .add("lambda", DataTypes.DoubleType)
          .add("method", DataTypes.StringType);

  @TempDir private static Path shared;
  private static Path images;

  /** Samples, those that are readable, and the table. */
  private static final List<String> IDS = new ArrayList<>();

  private static final List<Pair> TABLE = new ArrayList<>();

  private final SparkSession spark = LocalSpark.session();
  @TempDir private Path directory;

  private record Pair(String base, String partner, Double lambda, String method) {

    Row toRow() {
      return RowFactory.create(0.5f, partner, base, lambda, method);
    }

    String csv() {
      String weight = lambda == null ? "" : lambda.toString();
      return "\"" + base + "\",\"" + partner + "\"," + weight + "," + Objects.toString(method, "");
    }
  }

  /** Three pairs each for most samples, one or none for some, and rows that cannot be used. */
  @BeforeAll
  static void writeImagesAndPairs() throws IOException {
    images = TestImages.folder(shared.resolve("images"), IMAGES, 3);
    TestImages.write(images.resolve("class0"), "broken.jpg", new byte[] {1, 2, 3});
    for (int i = 0; i < IMAGES; i++) {
      IDS.add("class" + i % 3 + "/" + i + ".jpg");
    }
    Random random = new Random(7);
    String[] methods = {null, "mixup", "cutmix"};
    for (int i = 0; i < IMAGES - 5; i++) {
      for (int k = 0; k < (i < 10 ? 1 : 3); k++) {
        String partner = IDS.get((i + 1 + random.nextInt(IMAGES - 1)) % IMAGES);
        Double lambda = k == 1 ? random.nextInt(65_537) / 65_536.0 : null;
        TABLE.add(new Pair(IDS.get(i), partner, lambda, methods[(i + k) % 3]));
      }
    }
    TABLE.add(new Pair(IDS.get(20), BROKEN, 0.5, null));
    TABLE.add(new Pair(IDS.get(56), BROKEN, 0.5, null)); // its only pair
    TABLE.add(new Pair(BROKEN, IDS.get(1), 0.5, null));
  }

  private static List<Pair> unusable() {
    Pair doubled = TABLE.get(30);
    return List.of(
        doubled,
        doubled,
        new Pair("class0/none.jpg", IDS.get(0), null, null),
        new Pair("class0/none.jpg", "class9/none.jpg", null, null),
        new Pair(IDS.get(2), "class9/none.jpg", 0.5, "mixup"),
        new Pair(IDS.get(3), IDS.get(3), null, null));
  }

  private static List<Pair> shuffled(int seed) {
    List<Pair> rows = new ArrayList<>(TABLE);
    rows.addAll(unusable());
    Collections.shuffle(rows, new Random(seed));
    return rows;
  }

  private Path parquet(int seed, int files) {
    Path table = directory.resolve("pairs-" + seed);
    spark
        .createDataFrame(shuffled(seed).stream().map(Pair::toRow).toList(), SCHEMA)
        .repartition(files)
        .write()
        .parquet(table.toString());
    return table;
  }

  private Path csv() throws IOException {
    List<String> lines = new ArrayList<>(List.of("base_id,partner_id,lambda,method"));
    shuffled(3).forEach(pair -> lines.add(pair.csv()));
    return Files.write(directory.resolve("pairs.csv"), lines);
  }

  private Recipe recipe(Path out, String table, String... set) {
    List<String> all =
        new ArrayList<>(List.of("pairing.variants=" + VARIANTS, "quarantine.max-fraction=0.1"));
    all.addAll(List.of(set));
    return Recipes.of(images)
        .with("seed", 11)
        .with("epochs", EPOCHS)
        .with(
            "mix",
            "{choose: [{mixup: {alpha: 0.8}, weight: 0.4}, {cutmix: {alpha: 1.0}, weight: 0.6}]}")
        .with("pairing", "{table: {path: '" + table + "'}}")
        .to(out)
        .load(all);
  }

  @Tag("main")
  @Test
  void everyRowHasThePartnerLambdaAndMethodOfItsTurn() {
    Path out = directory.resolve("out");
    AugmentReport report = new AugmentJob(spark, recipe(out, parquet(1, 3).toString())).run();

    Map<String, String> expected = expected();
    Map<String, String> found = new TreeMap<>();
    for (Row row : rows(out)) {
      String key = row.getString(0) + " " + row.getInt(1) + " " + row.getInt(2);
      String[] given = expected.getOrDefault(key, "").split(" ");
      boolean lambdaIsGiven = given.length == 3 && !given[1].equals("-");
      boolean methodIsGiven = given.length == 3 && !given[2].equals("-");
      found.put(
          key,
          row.isNullAt(3)
              ? "unmixed " + row.getDouble(5)
              : row.getString(3)
                  + " "
                  + (lambdaIsGiven ? row.getDouble(5) : "-")
                  + " "
                  + (methodIsGiven ? row.getString(4) : "-"));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(report.rows()).isEqualTo((long) EPOCHS * VARIANTS * IMAGES);
    assertThat(report.reasons()).containsValue((long) EPOCHS).hasSize(1);
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();

    Manifest.Pairs pairs = report.manifest().input().pairs();
    int different = new TreeSet<>(TABLE.stream().map(Pair::csv).toList()).size();
    assertThat(pairs.rows()).isEqualTo(TABLE.size() + 6);
    assertThat(pairs.pairs()).isEqualTo(different);
    assertThat(pairs.duplicated()).isEqualTo(2 + TABLE.size() - different);
    assertThat(pairs.missingBase()).isEqualTo(2);
    assertThat(pairs.missingPartner()).isEqualTo(1);
    assertThat(pairs.selfPaired()).isEqualTo(1);
    assertThat(pairs.bases()).isEqualTo(IMAGES - 5 + 2);
    assertThat(pairs.unused()).isZero();
    assertThat(pairs.examples())
        .containsEntry("missingBase", "class0/none.jpg with class0/0.jpg")
        .containsEntry("missingPartner", IDS.get(2) + " with class9/none.jpg")
        .containsEntry("selfPaired", IDS.get(3) + " with " + IDS.get(3));
  }

  /** The rule in docs/pairing.md, as loops: base, epoch and variant, and what the row must have. */
  private static Map<String, String> expected() {
    Comparator<Pair> order =
        Comparator.comparing(Pair::partner)
            .thenComparing(pair -> pair.lambda() == null ? -1 : pair.lambda())
            .thenComparing(pair -> Objects.toString(pair.method(), ""));
    Map<String, String> expected = new TreeMap<>();
    for (String base : IDS) {
      List<Pair> pairs =
          TABLE.stream().filter(it -> it.base().equals(base)).distinct().sorted(order).toList();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        List<Pair> readable = new ArrayList<>();
        for (int v = 0; v < Math.min(VARIANTS, pairs.size()); v++) {
          Pair pair = pairs.get((epoch * VARIANTS + v) % pairs.size());
          if (!pair.partner().equals(BROKEN)) {
            readable.add(pair);
          }
        }
        for (int v = 0; v < VARIANTS; v++) {
          String key = base + " " + epoch + " " + v;
          Optional<Pair> pair =
              readable.isEmpty()
                  ? Optional.empty()
                  : Optional.of(readable.get(v % readable.size()));
          expected.put(
              key,
              pair.map(
                      it ->
                          it.partner()
                              + " "
                              + Objects.toString(it.lambda(), "-")
                              + " "
                              + Objects.toString(it.method(), "-"))
                  .orElse("unmixed 1.0"));
        }
      }
    }
    return expected;
  }

  private List<Row> rows(Path out) {
    return spark
        .read()
        .parquet(out.toString())
        .select("base_id", "epoch", "variant", "partner_id", "method", "lam_drawn")
        .collectAsList();
  }

  @Test
  void partitionsBucketsFormatsAndTheOrderOfTheRowsDoNotMatter() throws IOException {
    String digest = digest("a", parquet(1, 1).toString());
    assertThat(digest("b", parquet(2, 7).toString(), "input.partitions=7", "pairing.buckets=7"))
        .isEqualTo(digest);
    assertThat(digest("c", csv().toString(), "pairing.buckets=1", "input.partitions=3"))
        .isEqualTo(digest);
    spark.read().parquet(parquet(4, 2).toString()).createOrReplaceTempView("listed_pairs");
    assertThat(digest("d", "listed_pairs", "pairing.table.format=table")).isEqualTo(digest);
  }

  private String digest(String name, String table, String... set) {
    return new AugmentJob(spark, recipe(directory.resolve(name), table, set))
        .run()
        .manifest()
        .contentDigest();
  }

  @Test
  void anInterruptedRunIsResumedAndAnotherTableIsAnotherRun() throws IOException {
    Path out = directory.resolve("out");
    String table = parquet(1, 2).toString();
    String[] slices = {"pairing.buckets=8", "output.commits-per-epoch=4"};
    String digest =
        new AugmentJob(spark, recipe(out, table, slices)).run().manifest().contentDigest();
    Files.delete(Folders.own(out).resolve("manifest.json"));
    Files.delete(Folders.own(out).resolve("run/epoch-1.json"));
    Files.delete(Folders.own(out).resolve("run/epoch-1/slice-0000002-0000004.json"));

    AugmentReport report = new AugmentJob(spark, recipe(out, table, slices)).run();
    assertThat(report.manifest().contentDigest()).isEqualTo(digest);
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();

    Path other =
        Files.writeString(
            directory.resolve("other.csv"),
            "base_id,partner_id\n" + IDS.get(0) + "," + IDS.get(1) + "\n");
    Recipe changed = recipe(out, other.toString(), slices);
    assertThatThrownBy(() -> new AugmentJob(spark, changed).run())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the pairs of pairing.table have changed");
  }

  @Test
  void estimatesCountTheImagesOfPartners() {
    Recipe recipe = recipe(directory.resolve("out"), parquet(1, 2).toString());
    EstimateReport estimate = new EstimateJob(spark, recipe, 2, Optional.empty()).run();
    // 10 bases have one pair, two have one with the broken image and one each; the rest have two
    assertThat(estimate.pairs().bases()).isEqualTo(IMAGES - 5 + 2);
    assertThat(estimate.pairing().unpaired()).isEqualTo(IMAGES + 1 - (IMAGES - 5 + 2));
    assertThat(estimate.pairing().halo()).isBetween(100L, (long) VARIANTS * IMAGES);
    assertThat(estimate.warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .isEqualTo(
                        "4 of 61 samples have no pair in pairing.table; with"
                            + " pairing.on-no-partner: keep they stay unmixed"));
  }

  @Test
  void rowsThatCannotBeMeantStopTheRunAndAreNamed() throws IOException {
    String pair = "\n" + IDS.get(0) + "," + IDS.get(1) + ",";
    String where =
        " in the row with base_id "
            + IDS.get(0)
            + " and partner_id "
            + IDS.get(1)
            + " of pairing.table ";
    assertRejected(
        DataException.class,
        "base_id,partner_id,lambda" + pair + "1.5",
        "lambda must be a number between 0 and 1, the weight of the base, was 1.5" + where);
    assertRejected(
        DataException.class,
        "base_id,partner_id,lambda" + pair + "half",
        "lambda must be a number between 0 and 1, the weight of the base, was half" + where);
    assertRejected(
        DataException.class,
        "base_id,partner_id,method" + pair + "cutmx",
        "method must be one of those in mix.choose, cutmix, mixup, was cutmx" + where);
    assertRejected(
        DataException.class,
        "base_id,partner_id,lambda\n," + IDS.get(1) + ",0.5",
        "base_id must be given, was missing in the row with base_id null and partner_id "
            + IDS.get(1));
    assertRejected(
        DataException.class,
        "base_id,partner_id\nno.jpg," + IDS.get(1),
        "pairing.table must pair samples of the input by their ids, but none of the 1 rows of ");
    assertRejected(
        ConfigException.class,
        "base,partner_id" + pair,
        "must have the columns base_id and partner_id, and may have lambda and method, but has"
            + " base, partner_id; rename its columns");
  }

  @Test
  void filesOfOneTableHaveOneHeader() throws IOException {
    Path table = Files.createDirectory(directory.resolve("pairs"));
    String pair = "\n" + IDS.get(0) + "," + IDS.get(1) + "\n";
    Path first = Files.writeString(table.resolve("a.csv"), "base_id,partner_id" + pair);
    Path second = Files.writeString(table.resolve("b.csv"), "\ufeff\"base_id\",partner_id" + pair);
    new AugmentJob(spark, recipe(directory.resolve("equal"), table.toString())).run();
    Files.writeString(second, "partner_id,base_id" + pair);
    Recipe recipe = recipe(directory.resolve("never"), table.toString());
    assertThatThrownBy(() -> new AugmentJob(spark, recipe).run())
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "all CSV files of a table must have the same header, but file:%s has base_id,"
                    .formatted(first)
                + " partner_id and file:%s has partner_id, base_id; make them equal, or name one"
                    .formatted(second)
                + " file");
    assertThat(directory.resolve("never")).doesNotExist();
  }

  private void assertRejected(Class<?> type, String csv, String message) throws IOException {
    Path table = Files.writeString(directory.resolve("wrong.csv"), csv + "\n");
    Recipe recipe = recipe(directory.resolve("never"), table.toString());
    assertThatThrownBy(() -> new AugmentJob(spark, recipe).run())
        .isInstanceOf(type)
        .hasMessageContaining(message);
    assertThat(directory.resolve("never")).doesNotExist();
  }

  @Test
  void aTableThatIsNotThereIsNamed() {
    Recipe recipe = recipe(directory.resolve("never"), "/nowhere/pairs.csv");
    assertThatThrownBy(() -> new AugmentJob(spark, recipe).run())
        .isInstanceOf(ConfigException.class)
        .hasMessage("pairing.table.path /nowhere/pairs.csv does not exist");
  }

  @Test
  void everyImageIsShuffledOnceAsABaseAndOncePerPairAsAPartner(TestReporter figures) {
    shuffle(6_000, figures);
  }

  /** The run whose figures are in docs/pairing.md. */
  @Tag("nightly")
  @Test
  void soAreTheImagesOfAHundredThousandPairs(TestReporter figures) {
    shuffle(100_000, figures);
  }

  /** Half of the pairs have their partner among a hundredth of the images. */
  private void shuffle(int count, TestReporter figures) {
    List<Row> samples = new ArrayList<>();
    List<Row> pairs = new ArrayList<>();
    Random random = new Random(1);
    byte[][] encoded = new byte[100][];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = TestImages.encoded(i, 32, 32, "jpg");
    }
    long bases = 0;
    long partners = 0;
    for (int i = 0; i < count; i++) {
      int among = i % 2 == 0 ? count / 100 : count;
      int partner = (i + 1 + random.nextInt(among - 1)) % count;
      samples.add(RowFactory.create("s" + i, "" + i % 10, encoded[i % 100]));
      pairs.add(RowFactory.create("s" + i, "s" + partner));
      bases += encoded[i % 100].length;
      partners += encoded[partner % 100].length;
    }
    StructType text = new StructType();
    Path images = directory.resolve("images");
    spark
        .createDataFrame(
            samples,
            text.add("id", DataTypes.StringType)
                .add("label", DataTypes.StringType)
                .add("image", DataTypes.BinaryType))
        .repartition(4)
        .write()
        .parquet(images.toString());
    Path table = directory.resolve("pairs");
    spark
        .createDataFrame(
            pairs,
            text.add("base_id", DataTypes.StringType).add("partner_id", DataTypes.StringType))
        .write()
        .parquet(table.toString());
    Recipe recipe =
        Recipes.input("path: " + images + ", format: parquet, columns: {id: id}")
            .with("pairing", "{table: {path: '" + table + "'}}")
            .to(directory.resolve("out"))
            .load();
    long before = System.nanoTime();
    try (ShuffledBytes shuffled = ShuffledBytes.of(spark)) {
      AugmentReport report = new AugmentJob(spark, recipe).run();
      assertThat(report.rows()).isEqualTo(count);
      assertThat(report.manifest().input().pairs().pairs()).isEqualTo(count);
      assertThat(report.manifest().epochs().get(0).decoded()).isEqualTo(2L * count);
      figures.publishEntry(
          Map.of(
              "encoded bases", "" + bases,
              "encoded partners", "" + partners,
              "shuffled", "" + shuffled.written(),
              "seconds", "" + (System.nanoTime() - before) / 1_000_000_000));
      // ids and places of both images, and the ids that match the table: some 600 bytes per pair
      assertThat(shuffled.written()).isBetween(bases + partners, bases + partners + 800L * count);
    }
  }

  @Test
  void everyMethodUsesTheGivenLambda() throws IOException {
    String saliency = "saliencymix";
    List<String> methods = List.of("mixup", "cutmix", saliency, "tokenmix", "transmix", "mixpro");
    List<String> lines = new ArrayList<>(List.of("base_id,partner_id,lambda,method"));
    for (int i = 0; i < IMAGES; i++) {
      String method = methods.get(i % methods.size());
      lines.add(IDS.get(i) + "," + IDS.get((i + 7) % IMAGES) + "," + i / 64.0 + "," + method);
    }
    Path table = Files.write(directory.resolve("all.csv"), lines);
    String choose =
        String.join(", ", methods.stream().map(it -> "{" + it + ": {}, weight: 1}").toList());
    Path out = directory.resolve("out");
    Recipe recipe =
        Recipes.of(images)
            .with("mix", "{choose: [" + choose + "]}")
            .with("transform", "[{random-resized-crop: {size: 224}}]")
            .with("pairing", "{table: {path: '" + table + "'}}")
            .with("quarantine", "{max-fraction: 0.1}")
            .to(out)
            .load();
    new AugmentJob(spark, recipe).run();
    for (Row row : rows(out)) {
      int i = IDS.indexOf(row.getString(0));
      assertThat(row.getString(3)).isEqualTo(IDS.get((i + 7) % IMAGES));
      assertThat(row.getString(4)).isEqualTo(methods.get(i % methods.size()));
      assertThat(row.getDouble(5)).isEqualTo(i / 64.0);
    }
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }
}
