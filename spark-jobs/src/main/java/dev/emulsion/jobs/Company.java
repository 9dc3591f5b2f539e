package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.blend.Blend;
import dev.emulsion.image.Size;
import dev.emulsion.io.GeneratedImages;
import dev.emulsion.io.Manifest;
import dev.emulsion.io.Maps;
import dev.emulsion.io.PictureSet;
import dev.emulsion.io.Samples;
import dev.emulsion.jobs.EncodedSample.Generated;
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
 * What stands beside the samples of a run: maps of attention, pictures that were generated from
 * them, and a set of pictures that all share.
 *
 * <p>Everything is matched and counted by ids. Pictures move once, to the tasks that walk the ring,
 * and only those that an epoch has drawn.
 */
final class Company {

  private final SparkSession spark;
  private final Recipe recipe;
  private final Optional<Maps> maps;
  private final Optional<GeneratedImages> generated;
  private final Optional<PictureSet> pictures;
  private Optional<Listing> listing = Optional.empty();
  private Broadcast<Shelf> shelf;

  private Company(
      SparkSession spark,
      Recipe recipe,
      Optional<Maps> maps,
      Optional<GeneratedImages> generated,
      Optional<PictureSet> pictures) {
    this.spark = spark;
    this.recipe = recipe;
    this.maps = maps;
    this.generated = generated;
    this.pictures = pictures;
  }

  /**
   * Opens what {@code recipe} names; reads no generated picture.
   *
   * @throws dev.emulsion.ConfigException if something is not there
   */
  static Company of(SparkSession spark, Recipe recipe, Attending attending) {
    return new Company(
        spark,
        recipe,
        attending.maps(spark, recipe),
        recipe
            .generated()
            .map(config -> GeneratedImages.open(spark, config, recipe.decode().limits())),
        recipe.fractals().map(config -> PictureSet.open(spark, config, recipe.decode().limits())));
  }

  /**
   * The index of samples, with the column {@link Listing#GENERATED} where pictures were generated.
   * What is said of the matching is said after it.
   *
   * @throws DataException if generated pictures repeat and must not
   */
  Dataset<Row> match(Dataset<Row> index) {
    listing = generated.map(images -> Listing.of(images, recipe.generated().orElseThrow()));
    return listing.map(known -> known.match(index)).orElse(index);
  }

  /** The rows of a matched index that take part. */
  Dataset<Row> admitted(Dataset<Row> matched) {
    return leavesOut() ? matched.filter(functions.col(Listing.GENERATED).isNotNull()) : matched;
  }

  private boolean leavesOut() {
    return recipe.generated().filter(g -> g.missing() == OnMissing.SKIP).isPresent();
  }

  /** Samples that are left out for lack of generated pictures. */
  Optional<Dataset<Row>> leftOut(Dataset<Row> matched) {
    return leavesOut()
        ? Optional.of(matched.filter(functions.col(Listing.GENERATED).isNull()))
        : Optional.empty();
  }

  /** Encoded images of some rows of a matched index. */
  Dataset<Row> payload(Samples samples, Dataset<Row> needed) {
    return samples.payload(generated.isPresent() ? needed.drop(Listing.GENERATED) : needed);
  }

  /** What the manifest says of generated pictures. */
  Manifest.Generated counts(Census census) {
    return listing.map(known -> known.counts(census)).orElse(Manifest.Generated.NONE);
  }

  /**
   * Requires what the recipe needs of the matching.
   *
   * @throws DataException if a sample lacks pictures and must not, or none has any
   */
  void require(Census census, Dataset<Row> matched) {
    listing.ifPresent(known -> known.require(census, matched));
  }

  /**
   * Digests of all that stands beside the samples, by what it is: part of the run's identity.
   *
   * @throws DataException if maps are missing
   */
  Map<String, String> digests(Dataset<Row> index) {
    Map<String, String> digests = new TreeMap<>();
    maps.ifPresent(table -> digests.put("maps", table.digest(index)));
    listing.ifPresent(known -> digests.put("generated", known.digest()));
    pictures.ifPresent(set -> digests.put("fractals", set.digest()));
    return digests;
  }

  /** The set of pictures as tasks know it. */
  Broadcast<Shelf> shelf() {
    if (shelf == null) {
      shelf =
          pictures
              .map(set -> Shelf.of(spark, set, pictureSize()))
              .orElseGet(() -> new JavaSparkContext(spark.sparkContext()).broadcast(Shelf.empty()));
    }
    return shelf;
  }

  /** What an executor keeps of the set. */
  long shelfBytes() {
    return pictures
        .filter(set -> Shelf.travels(set, pictureSize()))
        .map(set -> Shelf.bytes(set, pictureSize()))
        .orElse(0L);
  }

  private Optional<Size> pictureSize() {
    return recipe.blend().flatMap(Blend::pictureSize);
  }

  /**
   * Rows of {@link Beside#SCHEMA}: all that travels to the tasks of one epoch beside the images.
   *
   * @param needed rows of a matched index
   */
  Optional<Dataset<Row>> beside(Broadcast<Ring> ring, Dataset<Row> needed, int epoch) {
    Dataset<Row> used =
        needed.filter((FilterFunction<Row>) row -> ring.value().place(row).isPresent());
    Lots lots = new Lots(recipe.seed(), epoch);
    List<Dataset<Row>> parts = new ArrayList<>();
    maps.ifPresent(
        table ->
            parts.add(besides(table.of(used), Maps.MAP, Beside.Part.MAP, functions.lit(null))));
    generated.ifPresent(
        images ->
            parts.add(
                besides(
                    images.payload(chosen(used, lots), byLabel()),
                    Samples.IMAGE,
                    Beside.Part.GENERATED,
                    functions.col(GeneratedImages.PROMPT))));
    pictures
        .filter(set -> !Shelf.travels(set, pictureSize()))
        .ifPresent(
            set ->
                parts.add(
                    besides(
                        drawn(used, lots, set),
                        Samples.IMAGE,
                        Beside.Part.PICTURE,
                        functions.col(Beside.NAME))));
    return parts.stream().reduce(Dataset::union);
  }

  private boolean byLabel() {
    return recipe.pairing().labels() == Labels.SAME;
  }

  private static Dataset<Row> besides(
      Dataset<Row> rows, String bytes, Beside.Part part, Column name) {
    return rows.select(
        functions.col(Samples.ID),
        functions.col(Samples.LABELS),
        functions.col(Samples.WEIGHTS),
        functions.col(bytes).as(Samples.IMAGE),
        functions.lit(part.ordinal()).as(Beside.PART),
        name.cast(DataTypes.StringType).as(Beside.NAME),
        (part == Beside.Part.GENERATED ? functions.col(GeneratedImages.VARIANT) : functions.lit(0))
            .as(Beside.VARIANT));
  }

  /** The pictures that an epoch uses of a sample. */
  private static List<Row> chosen(Row sample, Lots lots, int most) {
    return lots.some(sample.getString(0), Listing.generated(sample), most);
  }

  private int most() {
    return Census.Members.of(recipe).most();
  }

  private Dataset<Row> chosen(Dataset<Row> used, Lots lots) {
    StructType schema =
        Samples.INDEX
            .add(GeneratedImages.PROMPT, DataTypes.StringType)
            .add(GeneratedImages.VARIANT, DataTypes.IntegerType);
    int most = most();
    return used.flatMap(
        (FlatMapFunction<Row, Row>)
            row ->
                chosen(row, lots, most).stream()
                    .map(
                        picture ->
                            RowFactory.create(
                                row.get(0),
                                row.get(1),
                                row.get(2),
                                picture.get(2),
                                picture.get(3),
                                picture.get(0),
                                picture.get(1)))
                    .iterator(),
        Encoders.row(schema));
  }

  /** Id, label, name and bytes of the picture of a set, for every one that a sample has drawn. */
  private Dataset<Row> drawn(Dataset<Row> used, Lots lots, PictureSet set) {
    StructType schema =
        new StructType()
            .add(Samples.ID, DataTypes.StringType)
            .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType))
            .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType))
            .add(Beside.NAME, DataTypes.StringType);
    Broadcast<Shelf> names = shelf();
    boolean joins = generated.isPresent();
    int most = most();
    Dataset<Row> draws =
        used.flatMap(
            (FlatMapFunction<Row, Row>)
                row -> {
                  String id = row.getString(0);
                  List<String> outputs =
                      joins
                          ? chosen(row, lots, most).stream()
                              .map(p -> Generated.name(id, p.getString(0), p.getInt(1)))
                              .toList()
                          : List.of(id);
                  List<String> ids = names.value().ids();
                  return outputs.stream()
                      .map(output -> lots.picture(output, ids))
                      .distinct()
                      .map(name -> RowFactory.create(id, row.get(1), row.get(2), name))
                      .iterator();
                },
            Encoders.row(schema));
    Dataset<Row> all = set.payload().toDF(Beside.NAME, Samples.IMAGE);
    return draws.join(all, Beside.NAME);
  }

  /** Name and path of every generated picture that may be used. */
  Optional<Dataset<Row>> paths() {
    return listing.map(Listing::paths);
  }

  /** Lets go of what was kept in memory. */
  void release(Dataset<Row> matched) {
    matched.unpersist();
    listing.ifPresent(known -> known.bySource().unpersist());
  }

  /** The pictures of a set, for looking at rows again. */
  Optional<PictureSet> pictures() {
    return pictures;
  }

  Optional<GeneratedImages> generatedImages() {
    return generated;
  }
}
