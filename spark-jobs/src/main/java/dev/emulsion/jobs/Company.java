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
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.Duplicates;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
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
import org.apache.spark.storage.StorageLevel;

/**
 * What stands beside the samples of a run: maps of attention, pictures that were generated from
 * them, and a set of pictures that all share.
 *
 * <p>Everything is matched and counted by ids. Pictures move once, to the tasks that walk the ring,
 * and only those that an epoch has drawn.
 */
final class Company {

  /**
   * Column that {@link #match} adds: the generated pictures of a sample as structs of prompt,
   * variant, location and length, in this order; null for none. Read it with {@link #generated}.
   */
  static final String GENERATED = "generated";

  private static final int GENERATED_AT = Samples.INDEX.size();

  private static final int EXAMPLES = 3;

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
   * The generated pictures that a recipe uses.
   *
   * @param bySource id of the source, and {@link #GENERATED}
   * @param found all that are there
   * @param asked those of the prompts that are used, with duplicates
   * @param distinct those without
   */
  private record Listing(
      Dataset<Row> bySource, long found, long asked, long distinct, String digest) {

    private static final StructType DIGESTED =
        new StructType()
            .add(GeneratedImages.SOURCE, DataTypes.StringType)
            .add(GeneratedImages.PROMPT, DataTypes.StringType)
            .add(GeneratedImages.VARIANT, DataTypes.IntegerType)
            .add(Samples.BYTES, DataTypes.LongType);

    private static final StructType SUM =
        new StructType()
            .add("asked", DataTypes.LongType)
            .add("distinct", DataTypes.LongType)
            .add("digest", DataTypes.StringType)
            .add("repeated", DataTypes.createArrayType(DataTypes.StringType));

    static Listing of(GeneratedImages images, GeneratedConfig config) {
      Dataset<Row> all = images.index();
      Column prompt = functions.col(GeneratedImages.PROMPT);
      Column picture =
          functions.struct(
              GeneratedImages.PROMPT, GeneratedImages.VARIANT, Samples.LOCATION, Samples.BYTES);
      Dataset<Row> bySource =
          (config.prompts().isEmpty() ? all : all.filter(prompt.isin(config.prompts().toArray())))
              .groupBy(functions.col(GeneratedImages.SOURCE).as(Samples.ID))
              .agg(functions.sort_array(functions.collect_list(picture)).as(GENERATED))
              .persist(StorageLevel.MEMORY_AND_DISK());
      long asked = 0;
      long distinct = 0;
      BigInteger digest = BigInteger.ZERO;
      TreeSet<String> repeated = new TreeSet<>();
      for (Row part :
          bySource
              .mapPartitions((MapPartitionsFunction<Row, Row>) Listing::sum, Encoders.row(SUM))
              .collectAsList()) {
        asked += part.getLong(0);
        distinct += part.getLong(1);
        digest = ContentDigest.sum(digest, new BigInteger(part.getString(2), 16));
        repeated.addAll(part.getList(3));
      }
      if (asked > distinct && config.duplicates() == Duplicates.FAIL) {
        bySource.unpersist();
        throw repeating(config, asked, distinct, repeated);
      }
      return new Listing(bySource, all.count(), asked, distinct, ContentDigest.hex(digest));
    }

    private static Iterator<Row> sum(Iterator<Row> sources) {
      ContentDigest digest = new ContentDigest(DIGESTED);
      BigInteger sum = BigInteger.ZERO;
      long asked = 0;
      long distinct = 0;
      TreeSet<String> repeated = new TreeSet<>();
      while (sources.hasNext()) {
        Row source = sources.next();
        String id = source.getString(0);
        List<Row> all = source.getList(1);
        List<Row> each = once(all);
        asked += all.size();
        distinct += each.size();
        for (Row picture : each) {
          Row digested =
              RowFactory.create(id, picture.get(0), picture.getInt(1), picture.getLong(3));
          sum = ContentDigest.sum(sum, digest.of(digested));
        }
        for (int i = 1; i < all.size() && repeated.size() < EXAMPLES; i++) {
          if (isSame(all.get(i - 1), all.get(i))) {
            repeated.add(Generated.name(id, all.get(i).getString(0), all.get(i).getInt(1)));
          }
        }
      }
      return List.of(
              RowFactory.create(
                  asked, distinct, ContentDigest.hex(sum), repeated.toArray(new String[0])))
          .iterator();
    }

    private static DataException repeating(
        GeneratedConfig config, long asked, long distinct, TreeSet<String> repeated) {
      return new DataException(
          "source, prompt and variant of generated pictures must be unique, but "
              + (asked - distinct)
              + " of "
              + asked
              + " repeat another, such as "
              + repeated.stream().limit(EXAMPLES).collect(Collectors.joining(", "))
              + "; remove them from "
              + config.path()
              + ", or set generated.duplicates to first");
    }
  }

  /** Of pictures that share prompt and variant, the first by location. */
  private static List<Row> once(List<Row> pictures) {
    List<Row> distinct = new ArrayList<>(pictures.size());
    for (int i = 0; i < pictures.size(); i++) {
      if (i == 0 || !isSame(pictures.get(i - 1), pictures.get(i))) {
        distinct.add(pictures.get(i));
      }
    }
    return distinct;
  }

  private static boolean isSame(Row one, Row other) {
    return one.getString(0).equals(other.getString(0)) && one.getInt(1) == other.getInt(1);
  }

  /**
   * The index of samples, with the column {@link #GENERATED} where pictures were generated. What is
   * said of the matching is said after it.
   *
   * @throws DataException if generated pictures repeat and must not
   */
  Dataset<Row> match(Dataset<Row> index) {
    listing = generated.map(images -> Listing.of(images, recipe.generated().orElseThrow()));
    return listing
        .map(
            known ->
                index
                    .join(known.bySource(), asSeq(Samples.ID), "left_outer")
                    .select(columns(true))
                    .persist(StorageLevel.MEMORY_AND_DISK()))
        .orElse(index);
  }

  /** The rows of a matched index that take part. */
  Dataset<Row> admitted(Dataset<Row> matched) {
    return leavesOut() ? matched.filter(functions.col(GENERATED).isNotNull()) : matched;
  }

  private boolean leavesOut() {
    return recipe.generated().filter(g -> g.missing() == OnMissing.SKIP).isPresent();
  }

  /** Samples that are left out for lack of generated pictures. */
  Optional<Dataset<Row>> leftOut(Dataset<Row> matched) {
    return leavesOut()
        ? Optional.of(matched.filter(functions.col(GENERATED).isNull()))
        : Optional.empty();
  }

  /** Encoded images of some rows of a matched index. */
  Dataset<Row> payload(Samples samples, Dataset<Row> needed) {
    return samples.payload(generated.isPresent() ? needed.select(columns(false)) : needed);
  }

  private static Column[] columns(boolean matched) {
    List<Column> columns = new ArrayList<>();
    for (String name : Samples.INDEX.fieldNames()) {
      columns.add(functions.col(name));
    }
    if (matched) {
      columns.add(functions.col(GENERATED));
    }
    return columns.toArray(new Column[0]);
  }

  /** The pictures of a row of {@link #match}, each prompt and variant once. */
  static List<Row> generated(Row sample) {
    return sample.size() <= GENERATED_AT || sample.isNullAt(GENERATED_AT)
        ? List.of()
        : once(sample.getList(GENERATED_AT));
  }

  /** What the manifest says of the listing. */
  Manifest.Generated counts(Census census) {
    return listing
        .map(
            known ->
                new Manifest.Generated(
                    known.found,
                    census.provision().matched(),
                    known.distinct - census.provision().matched(),
                    known.found - known.asked,
                    known.asked - known.distinct,
                    generated.orElseThrow().ignored()))
        .orElse(Manifest.Generated.NONE);
  }

  /**
   * Digests of all that stands beside the samples, by what it is: part of the run's identity.
   *
   * @throws DataException if maps are missing
   */
  Map<String, String> digests(Dataset<Row> index) {
    Map<String, String> digests = new TreeMap<>();
    maps.ifPresent(table -> digests.put("maps", table.digest(index)));
    listing.ifPresent(known -> digests.put("generated", known.digest));
    pictures.ifPresent(set -> digests.put("fractals", set.digest()));
    return digests;
  }

  /**
   * Requires what the recipe needs of the matching.
   *
   * @throws DataException if a sample lacks pictures and must not, or none has any
   */
  void require(Census census, Dataset<Row> matched) {
    if (listing.isEmpty()) {
      return;
    }
    GeneratedConfig config = recipe.generated().orElseThrow();
    Census.Provision provision = census.provision();
    requireDistinctNames(matched);
    if (listing.get().found == 0) {
      throw new DataException(
          "there is no generated picture in "
              + config.path()
              + "; "
              + generated.orElseThrow().ignored()
              + " other files were ignored. Files must be named as emulsion prompts lists them, such"
              + " as cat/1.jpg_generated_snowy_0.jpg");
    }
    if (listing.get().asked == 0) {
      throw new DataException(
          "generated.prompts names no prompt of the "
              + listing.get().found
              + " pictures in "
              + config.path()
              + example(
                  generated.orElseThrow().index().select(GeneratedImages.PROMPT), ", such as ")
              + "; name prompts that were generated, or leave generated.prompts out for all");
    }
    if (provision.matched() == 0) {
      throw new DataException(
          "no sample has a generated picture: "
              + config.path()
              + " holds "
              + listing.get().found
              + ", "
              + listing.get().asked
              + " of them of the prompts that are used"
              + example(listing.get().bySource.select(Samples.ID), ", such as one of ")
              + ", and ids of samples are"
              + example(matched.select(Samples.ID), " such as ")
              + "; make their source ids those of the samples");
    }
    if (config.missing() == OnMissing.FAIL && provision.without() > 0) {
      throw new DataException(
          "every sample must have a generated picture, but "
              + provision.without()
              + " have none"
              + example(
                  matched.filter(functions.col(GENERATED).isNull()).select(Samples.ID),
                  ", such as ")
              + "; generate them (emulsion prompts lists what is missing), or set"
              + " generated.missing to skip or original");
    }
  }

  /** Names are made with {@code #}, so ids and prompts that hold it could make one name twice. */
  private void requireDistinctNames(Dataset<Row> matched) {
    Column id = functions.col(Samples.ID);
    Column generated = functions.explode_outer(functions.col(GENERATED)).as("made");
    Column prompt = functions.col("made." + GeneratedImages.PROMPT);
    Dataset<Row> pairs = matched.select(id, generated);
    if (pairs.filter(id.contains("#").or(prompt.contains("#"))).isEmpty()) {
      return;
    }
    Dataset<Row> names =
        pairs
            .filter(prompt.isNotNull())
            .select(id, prompt, functions.col("made." + GeneratedImages.VARIANT))
            .distinct()
            .select(
                functions.concat_ws(
                    "#",
                    id,
                    functions.col(GeneratedImages.PROMPT),
                    functions.col(GeneratedImages.VARIANT)))
            .union(matched.select(id).distinct());
    List<Row> twice =
        names.toDF("name").groupBy("name").count().filter("count > 1").limit(1).collectAsList();
    if (!twice.isEmpty()) {
      throw new DataException(
          "rows are named ID#PROMPT#VARIANT, but two would be "
              + twice.get(0).getString(0)
              + "; rename a sample or a prompt that holds #");
    }
  }

  private static String example(Dataset<Row> names, String before) {
    List<Row> first = names.orderBy(names.columns()[0]).limit(1).collectAsList();
    return first.isEmpty() ? "" : before + first.get(0).getString(0);
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
    return lots.some(sample.getString(0), generated(sample), most);
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
    return draws.join(all, asSeq(Beside.NAME));
  }

  /** Name and path of every generated picture that may be used. */
  Optional<Dataset<Row>> paths() {
    return listing.map(
        known ->
            known
                .bySource()
                .select(functions.col(Samples.ID), functions.explode(functions.col(GENERATED)))
                .groupBy(
                    functions
                        .concat_ws(
                            "#",
                            functions.col(Samples.ID),
                            functions.col("col." + GeneratedImages.PROMPT),
                            functions.col("col." + GeneratedImages.VARIANT))
                        .as("name"))
                .agg(functions.min("col." + Samples.LOCATION).as("place"))
                .select(
                    functions.col("name"),
                    functions.concat(
                        functions.lit(generated.orElseThrow().pathPrefix()),
                        functions.col("place"))));
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

  private static scala.collection.Seq<String> asSeq(String column) {
    return scala.collection.JavaConverters.asScalaBuffer(List.of(column)).toSeq();
  }
}
