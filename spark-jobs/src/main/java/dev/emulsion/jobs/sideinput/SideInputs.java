package dev.emulsion.jobs.sideinput;

import dev.emulsion.blend.Blend;
import dev.emulsion.image.Size;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.side.GeneratedIndexRow;
import dev.emulsion.io.side.GeneratedRequest;
import dev.emulsion.io.side.ImageSet;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.pipeline.BroadcastImages;
import dev.emulsion.pipeline.SideInputDraws;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The side inputs that a recipe uses: attention maps, images that were generated from the samples,
 * and a mixing set that all samples share.
 *
 * <p>They are matched and counted by ids. Their bytes move once per epoch, to the tasks that walk
 * the ring, and only those that the epoch has drawn.
 */
public final class SideInputs implements AutoCloseable {

  private final SparkSession spark;
  private final Recipe recipe;
  private final Optional<AttentionMaps> maps;
  private final Optional<GeneratedIndex> generated;
  private final Optional<ImageSet> mixingSet;
  private Optional<Broadcast<BroadcastImages>> broadcast = Optional.empty();

  private SideInputs(
      SparkSession spark,
      Recipe recipe,
      Optional<AttentionMaps> maps,
      Optional<GeneratedIndex> generated,
      Optional<ImageSet> mixingSet) {
    this.spark = spark;
    this.recipe = recipe;
    this.maps = maps;
    this.generated = generated;
    this.mixingSet = mixingSet;
  }

  /** No side inputs, even if {@code recipe} names some. */
  public static SideInputs none(SparkSession spark, Recipe recipe) {
    return new SideInputs(spark, recipe, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Opens what {@code recipe} names and lists the generated images; reads no image.
   *
   * @throws dev.emulsion.ConfigException if something does not exist
   * @throws dev.emulsion.DataException if keys of generated images repeat and {@code
   *     generated.duplicates} is {@code fail}
   */
  public static SideInputs open(SparkSession spark, Recipe recipe, AttentionSetup attention) {
    Optional<AttentionMaps> maps = attention.maps(spark, recipe);
    Optional<GeneratedImages> images = generatedImages(spark, recipe);
    Optional<ImageSet> mixingSet = Optional.empty();
    try {
      mixingSet = mixingSet(spark, recipe);
      Optional<GeneratedIndex> generated =
          images.map(found -> GeneratedIndex.of(found, recipe.generated().orElseThrow()));
      return new SideInputs(spark, recipe, maps, generated, mixingSet);
    } catch (RuntimeException e) {
      images.ifPresent(GeneratedImages::close);
      mixingSet.ifPresent(ImageSet::close);
      throw e;
    }
  }

  /** Opens the generated images that {@code recipe} names, if any. */
  public static Optional<GeneratedImages> generatedImages(SparkSession spark, Recipe recipe) {
    return recipe
        .generated()
        .map(config -> GeneratedImages.open(spark, config, recipe.decode().limits()));
  }

  /** Opens the mixing set that {@code recipe} names, if any. */
  public static Optional<ImageSet> mixingSet(SparkSession spark, Recipe recipe) {
    return recipe.mixingSet().map(config -> ImageSet.open(spark, config, recipe.decode().limits()));
  }

  /**
   * Order-free digest of the keys and encoded lengths of the generated images that a recipe uses.
   *
   * @throws dev.emulsion.DataException if keys repeat and {@code generated.duplicates} is {@code
   *     fail}
   */
  public static String digest(GeneratedImages images, GeneratedConfig config) {
    GeneratedIndex index = GeneratedIndex.of(images, config);
    index.bySource().unpersist();
    return index.digest();
  }

  /** How many members each sample becomes. */
  public ExpansionRule expansion() {
    return generated.isPresent() ? ExpansionRule.of(recipe) : ExpansionRule.NONE;
  }

  /**
   * Adds to an index the generated images of each sample; read its rows with {@link MatchedRow}.
   */
  public Dataset<Row> match(Dataset<Row> index) {
    return generated.map(known -> known.match(index)).orElse(index);
  }

  /**
   * Checks that a matched index has the generated images that the recipe requires.
   *
   * @param counts of the matched index
   * @throws dev.emulsion.DataException if it has not, or if two rows would get the same id
   */
  public void check(Dataset<Row> matched, GeneratedCounts counts) {
    generated.ifPresent(known -> known.check(matched, counts));
  }

  /** Whether samples without generated images are excluded. */
  public boolean excludesUnmatched() {
    return generated.filter(known -> known.config().missing() == OnMissing.SKIP).isPresent();
  }

  /** The rows of a matched index that take part in the run. */
  public Dataset<Row> admitted(Dataset<Row> matched) {
    return excludesUnmatched()
        ? matched.filter(functions.not(GeneratedIndex.isUnmatched()))
        : matched;
  }

  /** The rows of a matched index that are excluded because they have no generated image. */
  public Optional<Dataset<Row>> excluded(Dataset<Row> matched) {
    return excludesUnmatched()
        ? Optional.of(matched.filter(GeneratedIndex.isUnmatched()))
        : Optional.empty();
  }

  /** Some rows of a matched index as rows of {@link IndexRow#SCHEMA}. */
  public Dataset<Row> unmatched(Dataset<Row> rows) {
    return generated.isPresent() ? rows.drop(GeneratedGroup.COLUMN) : rows;
  }

  /** The counts of generated images for the manifest, given those of the matched index. */
  public Manifest.Generated manifest(GeneratedCounts counts) {
    return generated.map(known -> known.manifest(counts)).orElse(Manifest.Generated.NONE);
  }

  /** Row id and path of every generated image that the recipe may use. */
  public Optional<Dataset<Row>> paths() {
    return generated.map(GeneratedIndex::paths);
  }

  /**
   * Order-free digests of the side inputs, which are part of the run's identity: {@code maps} of
   * ids and attention maps, {@code generated} of keys and encoded lengths, {@code mixing-set} of
   * names and encoded lengths; those that the recipe uses. Reads the maps of {@code index}.
   *
   * @throws dev.emulsion.DataException if maps are missing and must not be
   */
  public Map<String, String> digests(Dataset<Row> index) {
    Map<String, String> digests = new TreeMap<>();
    maps.ifPresent(table -> digests.put("maps", table.digest(index)));
    generated.ifPresent(known -> digests.put("generated", known.digest()));
    mixingSet.ifPresent(set -> digests.put("mixing-set", set.digest()));
    return digests;
  }

  /**
   * Order-free digests of the names and file stamps of the generated images and the mixing set, by
   * the key that names them. Maps are hashed as a whole by {@link #digests}.
   */
  public Map<String, String> stamps() {
    Map<String, String> stamps = new TreeMap<>();
    generated.ifPresent(known -> stamps.put("generated.path", known.stampDigest()));
    mixingSet.ifPresent(set -> stamps.put("mixing-set.path", set.stampDigest()));
    return stamps;
  }

  /** The mixing set if it is too large to broadcast. */
  private Optional<ImageSet> shuffledSet() {
    return mixingSet.filter(set -> !MixingSetBroadcast.fits(set, imageSize()));
  }

  /** Bytes that an executor keeps of the mixing set. */
  public long broadcastBytes() {
    return mixingSet
        .filter(set -> MixingSetBroadcast.fits(set, imageSize()))
        .map(set -> MixingSetBroadcast.bytes(set, imageSize()))
        .orElse(0L);
  }

  /** The mixing set as tasks use it. It is sent to the executors on the first call. */
  public synchronized Broadcast<BroadcastImages> broadcastImages() {
    if (broadcast.isEmpty()) {
      broadcast =
          Optional.of(
              mixingSet
                  .map(set -> MixingSetBroadcast.send(spark, set, imageSize()))
                  .orElseGet(
                      () ->
                          new JavaSparkContext(spark.sparkContext())
                              .broadcast(BroadcastImages.empty())));
    }
    return broadcast.get();
  }

  private Optional<Size> imageSize() {
    return recipe.blend().flatMap(Blend::mixingImageSize);
  }

  /**
   * Rows of {@link SideInputRow#SCHEMA}: all side inputs that one epoch has drawn for some samples,
   * except a mixing set that is broadcast. Empty if the recipe uses none.
   *
   * @param used rows of a matched index, without duplicates
   */
  public Optional<Dataset<Row>> rows(Dataset<Row> used, int epoch) {
    SideInputDraws draws = new SideInputDraws(recipe.seed(), epoch);
    List<Dataset<Row>> parts = new ArrayList<>();
    maps.ifPresent(table -> parts.add(mapRows(table.join(used))));
    generated.ifPresent(
        known -> parts.add(generatedRows(known.images().payload(drawn(used, draws), byLabel()))));
    shuffledSet().ifPresent(set -> parts.add(mixingRows(drawn(used, draws, set))));
    return parts.stream().reduce(Dataset::union);
  }

  /** Labels are needed only where a sample's lane depends on its class. */
  private boolean byLabel() {
    return recipe.pairing().labels() == Labels.SAME;
  }

  private static Dataset<Row> mapRows(Dataset<Row> rows) {
    return rows(rows, AttentionMaps.MAP, SideInputKind.MAP, functions.lit(""), functions.lit(0));
  }

  private static Dataset<Row> mixingRows(Dataset<Row> rows) {
    Column name = functions.col(SideInputRow.NAME);
    return rows(rows, Samples.IMAGE, SideInputKind.MIXING_IMAGE, name, functions.lit(0));
  }

  private static Dataset<Row> generatedRows(Dataset<Row> rows) {
    return rows(
        rows,
        Samples.IMAGE,
        SideInputKind.GENERATED,
        functions.col(GeneratedImages.PROMPT),
        functions.col(GeneratedImages.INDEX));
  }

  private static Dataset<Row> rows(
      Dataset<Row> rows, String bytes, SideInputKind kind, Column name, Column index) {
    return rows.select(
        functions.col(Samples.ID),
        functions.col(Samples.LABELS),
        functions.col(Samples.WEIGHTS),
        functions.col(bytes).as(Samples.IMAGE),
        functions.lit(kind.ordinal()).as(SideInputRow.KIND),
        name.as(SideInputRow.NAME),
        index.as(SideInputRow.INDEX));
  }

  private int maxPerSample() {
    return expansion().max();
  }

  private static List<GeneratedIndexRow> drawn(MatchedRow row, SideInputDraws draws, int max) {
    return draws.subset(row.sample().id(), row.generated(), max);
  }

  /** Rows of {@link GeneratedRequest#SCHEMA} for the generated images that an epoch has drawn. */
  private Dataset<Row> drawn(Dataset<Row> used, SideInputDraws draws) {
    int max = maxPerSample();
    return used.flatMap(
        (FlatMapFunction<Row, Row>)
            row -> {
              MatchedRow matched = MatchedRow.of(row);
              return drawn(matched, draws, max).stream()
                  .map(image -> new GeneratedRequest(matched.sample().label(), image).toRow())
                  .iterator();
            },
        Encoders.row(GeneratedRequest.SCHEMA));
  }

  /** Id, label, name and bytes of every image of the mixing set that an epoch has drawn. */
  private Dataset<Row> drawn(Dataset<Row> used, SideInputDraws draws, ImageSet set) {
    StructType schema =
        new StructType()
            .add(IndexRow.SCHEMA.apply(Samples.ID))
            .add(IndexRow.SCHEMA.apply(Samples.LABELS))
            .add(IndexRow.SCHEMA.apply(Samples.WEIGHTS))
            .add(SideInputRow.NAME, DataTypes.StringType);
    Broadcast<BroadcastImages> names = broadcastImages();
    boolean blends = generated.isPresent();
    int max = maxPerSample();
    Dataset<Row> drawn =
        used.flatMap(
            (FlatMapFunction<Row, Row>)
                row -> {
                  MatchedRow matched = MatchedRow.of(row);
                  IndexRow sample = matched.sample();
                  List<String> members =
                      blends
                          ? drawn(matched, draws, max).stream().map(i -> i.key().rowId()).toList()
                          : List.of(sample.id());
                  return members.stream()
                      .map(member -> draws.mixingImage(member, names.value().ids()))
                      .distinct()
                      .map(
                          name ->
                              RowFactory.create(
                                  sample.id(),
                                  sample.label().textsValue(),
                                  sample.label().weightsValue(),
                                  name))
                      .iterator();
                },
            Encoders.row(schema));
    Dataset<Row> all = set.payload().toDF(SideInputRow.NAME, Samples.IMAGE);
    return drawn.join(all, SideInputRow.NAME);
  }

  /** Releases what is cached and broadcast. */
  @Override
  public synchronized void close() {
    generated.ifPresent(GeneratedIndex::close);
    mixingSet.ifPresent(ImageSet::close);
    broadcast.ifPresent(Broadcast::unpersist);
  }
}
