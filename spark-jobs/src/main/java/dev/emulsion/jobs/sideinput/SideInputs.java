package dev.emulsion.jobs.sideinput;

import dev.emulsion.DataException;
import dev.emulsion.blend.Blend;
import dev.emulsion.image.Size;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.side.ImageSet;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.sideinput.EncodedSample.Generated;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
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
 * What stands beside the samples of a run: maps of attention, images that were generated from them,
 * and a set of images that all share.
 *
 * <p>Everything is matched and counted by ids. Images move once, to the tasks that walk the ring,
 * and only those that an epoch has drawn.
 */
public final class SideInputs {

  private final SparkSession spark;
  private final Recipe recipe;
  private final Optional<AttentionMaps> maps;
  private final Optional<GeneratedImages> generated;
  private final Optional<ImageSet> images;
  private Optional<GeneratedIndex> listing = Optional.empty();
  private Broadcast<BroadcastImages> broadcastImages;

  private SideInputs(
      SparkSession spark,
      Recipe recipe,
      Optional<AttentionMaps> maps,
      Optional<GeneratedImages> generated,
      Optional<ImageSet> pictures) {
    this.spark = spark;
    this.recipe = recipe;
    this.maps = maps;
    this.generated = generated;
    this.images = pictures;
  }

  /**
   * Opens what {@code recipe} names; reads no generated image.
   *
   * @throws dev.emulsion.ConfigException if something is not there
   */
  public static SideInputs of(SparkSession spark, Recipe recipe, AttentionSetup attentionSetup) {
    return new SideInputs(
        spark,
        recipe,
        attentionSetup.maps(spark, recipe),
        recipe
            .generated()
            .map(config -> GeneratedImages.open(spark, config, recipe.decode().limits())),
        recipe.mixingSet().map(config -> ImageSet.open(spark, config, recipe.decode().limits())));
  }

  /**
   * The index of samples, with the column {@link GeneratedIndex#GENERATED} where images were
   * generated. What is said of the matching is said after it.
   *
   * @throws DataException if generated images repeat and must not
   */
  public Dataset<Row> match(Dataset<Row> index) {
    listing = generated.map(images -> GeneratedIndex.of(images, recipe.generated().orElseThrow()));
    return listing.map(known -> known.match(index)).orElse(index);
  }

  /** The rows of a matched index that take part. */
  public Dataset<Row> admitted(Dataset<Row> matched) {
    return leavesOut()
        ? matched.filter(functions.col(GeneratedIndex.GENERATED).isNotNull())
        : matched;
  }

  private boolean leavesOut() {
    return recipe.generated().filter(g -> g.missing() == OnMissing.SKIP).isPresent();
  }

  /** Samples that are left out for lack of generated images. */
  public Optional<Dataset<Row>> leftOut(Dataset<Row> matched) {
    return leavesOut()
        ? Optional.of(matched.filter(functions.col(GeneratedIndex.GENERATED).isNull()))
        : Optional.empty();
  }

  /** Encoded images of some rows of a matched index. */
  public Dataset<Row> payload(Samples samples, Dataset<Row> needed) {
    return samples.payload(generated.isPresent() ? needed.drop(GeneratedIndex.GENERATED) : needed);
  }

  /** What the manifest says of generated images. */
  public Manifest.Generated counts(Census census) {
    return listing.map(known -> known.counts(census)).orElse(Manifest.Generated.NONE);
  }

  /**
   * Requires what the recipe needs of the matching.
   *
   * @throws DataException if a sample lacks images and must not, or none has any
   */
  public void require(Census census, Dataset<Row> matched) {
    listing.ifPresent(known -> known.require(census, matched));
  }

  /**
   * Digests of all that stands beside the samples, by what it is: part of the run's identity.
   *
   * @throws DataException if maps are missing
   */
  public Map<String, String> digests(Dataset<Row> index) {
    Map<String, String> digests = new TreeMap<>();
    maps.ifPresent(table -> digests.put("maps", table.digest(index)));
    listing.ifPresent(known -> digests.put("generated", known.digest()));
    images.ifPresent(set -> digests.put("mixing-set", set.digest()));
    return digests;
  }

  /** The set of images as tasks know it. */
  public Broadcast<BroadcastImages> broadcastImages() {
    if (broadcastImages == null) {
      broadcastImages =
          images
              .map(set -> BroadcastImages.of(spark, set, imageSize()))
              .orElseGet(
                  () ->
                      new JavaSparkContext(spark.sparkContext())
                          .broadcast(BroadcastImages.empty()));
    }
    return broadcastImages;
  }

  /** What an executor keeps of the set. */
  public long broadcastBytes() {
    return images
        .filter(set -> BroadcastImages.fitsBroadcast(set, imageSize()))
        .map(set -> BroadcastImages.bytes(set, imageSize()))
        .orElse(0L);
  }

  private Optional<Size> imageSize() {
    return recipe.blend().flatMap(Blend::mixingImageSize);
  }

  /**
   * Rows of {@link SideInputRow#SCHEMA}: all that travels to the tasks of one epoch beside the
   * images.
   *
   * @param needed rows of a matched index
   */
  public Optional<Dataset<Row>> sideInputRows(
      Broadcast<PairingRing> ring, Dataset<Row> needed, int epoch) {
    Dataset<Row> used =
        needed.filter((FilterFunction<Row>) row -> ring.value().position(row).isPresent());
    SideInputDraws sideDraws = new SideInputDraws(recipe.seed(), epoch);
    List<Dataset<Row>> parts = new ArrayList<>();
    maps.ifPresent(
        table ->
            parts.add(
                besides(
                    table.of(used),
                    AttentionMaps.MAP,
                    SideInputRow.SideInputKind.MAP,
                    functions.lit(null))));
    generated.ifPresent(
        images ->
            parts.add(
                besides(
                    images.payload(chosen(used, sideDraws), byLabel()),
                    Samples.IMAGE,
                    SideInputRow.SideInputKind.GENERATED,
                    functions.col(GeneratedImages.PROMPT))));
    images
        .filter(set -> !BroadcastImages.fitsBroadcast(set, imageSize()))
        .ifPresent(
            set ->
                parts.add(
                    besides(
                        drawn(used, sideDraws, set),
                        Samples.IMAGE,
                        SideInputRow.SideInputKind.MIXING_IMAGE,
                        functions.col(SideInputRow.NAME))));
    return parts.stream().reduce(Dataset::union);
  }

  private boolean byLabel() {
    return recipe.pairing().labels() == Labels.SAME;
  }

  private static Dataset<Row> besides(
      Dataset<Row> rows, String bytes, SideInputRow.SideInputKind part, Column name) {
    return rows.select(
        functions.col(Samples.ID),
        functions.col(Samples.LABELS),
        functions.col(Samples.WEIGHTS),
        functions.col(bytes).as(Samples.IMAGE),
        functions.lit(part.ordinal()).as(SideInputRow.PART),
        name.cast(DataTypes.StringType).as(SideInputRow.NAME),
        (part == SideInputRow.SideInputKind.GENERATED
                ? functions.col(GeneratedImages.INDEX)
                : functions.lit(0))
            .as(SideInputRow.INDEX));
  }

  /** The images that an epoch uses of a sample. */
  private static List<Row> chosen(Row sample, SideInputDraws sideDraws, int max) {
    return sideDraws.some(sample.getString(0), GeneratedIndex.generated(sample), max);
  }

  private int max() {
    return Census.ExpansionRule.of(recipe).max();
  }

  private Dataset<Row> chosen(Dataset<Row> used, SideInputDraws sideDraws) {
    StructType schema =
        Samples.INDEX
            .add(GeneratedImages.PROMPT, DataTypes.StringType)
            .add(GeneratedImages.INDEX, DataTypes.IntegerType);
    int max = max();
    return used.flatMap(
        (FlatMapFunction<Row, Row>)
            row ->
                chosen(row, sideDraws, max).stream()
                    .map(
                        image ->
                            RowFactory.create(
                                row.get(0),
                                row.get(1),
                                row.get(2),
                                image.get(2),
                                image.get(3),
                                image.get(0),
                                image.get(1)))
                    .iterator(),
        Encoders.row(schema));
  }

  /** Id, label, name and bytes of the image of a set, for every one that a sample has drawn. */
  private Dataset<Row> drawn(Dataset<Row> used, SideInputDraws sideDraws, ImageSet set) {
    StructType schema =
        new StructType()
            .add(Samples.ID, DataTypes.StringType)
            .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType))
            .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType))
            .add(SideInputRow.NAME, DataTypes.StringType);
    Broadcast<BroadcastImages> names = broadcastImages();
    boolean joins = generated.isPresent();
    int max = max();
    Dataset<Row> draws =
        used.flatMap(
            (FlatMapFunction<Row, Row>)
                row -> {
                  String id = row.getString(0);
                  List<String> outputs =
                      joins
                          ? chosen(row, sideDraws, max).stream()
                              .map(p -> Generated.name(id, p.getString(0), p.getInt(1)))
                              .toList()
                          : List.of(id);
                  List<String> ids = names.value().ids();
                  return outputs.stream()
                      .map(output -> sideDraws.image(output, ids))
                      .distinct()
                      .map(name -> RowFactory.create(id, row.get(1), row.get(2), name))
                      .iterator();
                },
            Encoders.row(schema));
    Dataset<Row> all = set.payload().toDF(SideInputRow.NAME, Samples.IMAGE);
    return draws.join(all, SideInputRow.NAME);
  }

  /** Name and path of every generated image that may be used. */
  public Optional<Dataset<Row>> paths() {
    return listing.map(GeneratedIndex::paths);
  }

  /** Lets go of what was kept in memory. */
  public void release(Dataset<Row> matched) {
    matched.unpersist();
    listing.ifPresent(known -> known.bySource().unpersist());
  }

  /** The images of a set, for looking at rows again. */
  public Optional<ImageSet> images() {
    return images;
  }

  public Optional<GeneratedImages> generatedImages() {
    return generated;
  }
}
