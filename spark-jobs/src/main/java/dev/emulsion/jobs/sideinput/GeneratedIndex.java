package dev.emulsion.jobs.sideinput;

import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.sideinput.EncodedSample.Generated;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.Duplicates;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.spark.ContentDigest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The generated images that a recipe uses, matched with samples and counted by ids alone.
 *
 * @param bySource id of the source, and {@link #GENERATED}; cached
 * @param found all that are there
 * @param asked those of the prompts that are used, with duplicates
 * @param distinct those without
 * @param digest order-free, of sources, prompts, variants and lengths
 */
public record GeneratedIndex(
    GeneratedImages images,
    GeneratedConfig config,
    Dataset<Row> bySource,
    long found,
    long asked,
    long distinct,
    String digest) {

  /**
   * Column that {@link #match} adds: the generated images of a sample as structs of prompt,
   * variant, location and length, in this order; null for none. Read it with {@link #generated}.
   */
  static final String GENERATED = "generated";

  private static final int GENERATED_AT = Samples.INDEX.size();

  private static final int EXAMPLES = 3;

  private static final StructType NAMED =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add(Samples.LOCATION, DataTypes.StringType, false);

  private static final StructType DIGESTED =
      new StructType()
          .add(GeneratedImages.SOURCE, DataTypes.StringType)
          .add(GeneratedImages.PROMPT, DataTypes.StringType)
          .add(GeneratedImages.INDEX, DataTypes.IntegerType)
          .add(Samples.BYTES, DataTypes.LongType);

  private static final StructType SUM =
      new StructType()
          .add("asked", DataTypes.LongType)
          .add("distinct", DataTypes.LongType)
          .add("digest", DataTypes.StringType)
          .add("repeated", DataTypes.createArrayType(DataTypes.StringType));

  /**
   * Lists what is used of {@code images}.
   *
   * @throws DataException if some repeat and must not
   */
  static GeneratedIndex of(GeneratedImages images, GeneratedConfig config) {
    Dataset<Row> all = images.index();
    Column prompt = functions.col(GeneratedImages.PROMPT);
    Column image =
        functions.struct(
            GeneratedImages.PROMPT, GeneratedImages.INDEX, Samples.LOCATION, Samples.BYTES);
    Dataset<Row> bySource =
        (config.prompts().isEmpty() ? all : all.filter(prompt.isin(config.prompts().toArray())))
            .groupBy(functions.col(GeneratedImages.SOURCE).as(Samples.ID))
            .agg(functions.sort_array(functions.collect_list(image)).as(GENERATED))
            .persist(StorageLevel.MEMORY_AND_DISK());
    long asked = 0;
    long distinct = 0;
    BigInteger digest = BigInteger.ZERO;
    TreeSet<String> repeated = new TreeSet<>();
    for (Row part :
        bySource
            .mapPartitions((MapPartitionsFunction<Row, Row>) GeneratedIndex::sum, Encoders.row(SUM))
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
    return new GeneratedIndex(
        images, config, bySource, all.count(), asked, distinct, ContentDigest.hex(digest));
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
      for (Row image : each) {
        Row digested = RowFactory.create(id, image.get(0), image.getInt(1), image.getLong(3));
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
        "source, prompt and variant of generated images must be unique, but "
            + (asked - distinct)
            + " of "
            + asked
            + " repeat another, such as "
            + repeated.stream().limit(EXAMPLES).collect(Collectors.joining(", "))
            + "; remove them from "
            + config.path()
            + ", or set generated.duplicates to first");
  }

  /** The images of a row of {@link #match}, each prompt and variant once. */
  public static List<Row> generated(Row sample) {
    return sample.size() <= GENERATED_AT || sample.isNullAt(GENERATED_AT)
        ? List.of()
        : once(sample.getList(GENERATED_AT));
  }

  /** Of images that share prompt and variant, the first by location. */
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

  /** The index of samples, with the column {@link #GENERATED}; cached. */
  Dataset<Row> match(Dataset<Row> index) {
    return index
        .join(bySource, new String[] {Samples.ID}, "left_outer")
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** What the manifest says. */
  Manifest.Generated counts(Census census) {
    long matched = census.generatedCounts().matched();
    return new Manifest.Generated(
        found, matched, distinct - matched, found - asked, asked - distinct, images.ignored());
  }

  /**
   * Requires what the recipe needs of the matching.
   *
   * @throws DataException if a sample lacks images and must not, or none has any
   */
  void require(Census census, Dataset<Row> matched) {
    Census.GeneratedCounts generatedCounts = census.generatedCounts();
    requireDistinctNames(matched);
    if (found == 0) {
      throw new DataException(
          "there is no generated image in "
              + config.path()
              + "; "
              + images.ignored()
              + " other files were ignored. Files must be named as emulsion prompts lists them, such"
              + " as cat/1.jpg_generated_snowy_0.jpg");
    }
    if (asked == 0) {
      throw new DataException(
          "generated.prompts names no prompt of the "
              + found
              + " images in "
              + config.path()
              + example(images.index().select(GeneratedImages.PROMPT), ", such as ")
              + "; name prompts that were generated, or leave generated.prompts out for all");
    }
    if (generatedCounts.matched() == 0) {
      throw new DataException(
          "no sample has a generated image: "
              + config.path()
              + " holds "
              + found
              + ", "
              + asked
              + " of them of the prompts that are used"
              + example(bySource.select(Samples.ID), ", such as one of ")
              + ", and ids of samples are"
              + example(matched.select(Samples.ID), " such as ")
              + "; make their source ids those of the samples");
    }
    if (config.missing() == OnMissing.FAIL && generatedCounts.without() > 0) {
      throw new DataException(
          "every sample must have a generated image, but "
              + generatedCounts.without()
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
    Column made = functions.col(GENERATED + "." + GeneratedImages.PROMPT);
    Column holds = id.contains("#").or(functions.exists(made, prompt -> prompt.contains("#")));
    if (matched.filter(holds).isEmpty()) {
      return;
    }
    // the index may hold a sample twice, which is another matter
    Dataset<Row> samples = matched.dropDuplicates(Samples.ID);
    Dataset<Row> names = named(samples).select("name").union(samples.select(id));
    List<Row> twice = names.groupBy("name").count().filter("count > 1").limit(1).collectAsList();
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

  /** Name and path of every image. */
  Dataset<Row> paths() {
    Column path =
        functions.concat(functions.lit(images.pathPrefix()), functions.col(Samples.LOCATION));
    return named(bySource).select(functions.col("name"), path);
  }

  /**
   * Name and location of every image of a sample.
   *
   * @param sources rows that have an id and {@link #GENERATED}
   */
  private static Dataset<Row> named(Dataset<Row> sources) {
    return sources
        .filter(functions.col(GENERATED).isNotNull())
        .select(Samples.ID, GENERATED)
        .flatMap(
            (FlatMapFunction<Row, Row>)
                source ->
                    once(source.getList(1)).stream()
                        .map(made -> named(source.getString(0), made))
                        .iterator(),
            Encoders.row(NAMED));
  }

  private static Row named(String source, Row made) {
    return RowFactory.create(
        Generated.name(source, made.getString(0), made.getInt(1)), made.getString(2));
  }
}
