package dev.emulsion.jobs.sideinput;

import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.LocalRows;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
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
 * The generated images of the prompts that a recipe uses, grouped by source. Everything is counted
 * and matched by ids; no image is read.
 *
 * @param bySource id of the source and {@link GeneratedGroup#COLUMN}; cached
 * @param found number of all images that were listed
 * @param totals of those that have a prompt of the recipe
 */
record GeneratedIndex(
    GeneratedImages images,
    GeneratedConfig config,
    Dataset<Row> bySource,
    long found,
    GeneratedTotals totals)
    implements AutoCloseable {

  private static final StructType NAMED =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add(Samples.LOCATION, DataTypes.StringType, false);

  /**
   * Groups the images of the recipe's prompts by source.
   *
   * @throws DataException if keys repeat and {@code generated.duplicates} is {@code fail}
   */
  static GeneratedIndex of(GeneratedImages images, GeneratedConfig config) {
    Dataset<Row> all = images.index();
    Column prompt = functions.col(GeneratedImages.PROMPT);
    Dataset<Row> bySource =
        (config.prompts().isEmpty() ? all : all.filter(prompt.isin(config.prompts().toArray())))
            .groupBy(functions.col(GeneratedImages.SOURCE).as(Samples.ID))
            .agg(GeneratedGroup.collect())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      GeneratedTotals totals =
          LocalRows.parts(bySource, GeneratedIndex::totals, GeneratedTotals.class).stream()
              .reduce(GeneratedTotals.NONE, GeneratedTotals::and);
      if (totals.listed() > totals.distinct()
          && config.duplicates() == GeneratedConfig.Duplicates.FAIL) {
        throw repeating(config, totals);
      }
      return new GeneratedIndex(images, config, bySource, all.count(), totals);
    } catch (RuntimeException e) {
      bySource.unpersist();
      throw e;
    }
  }

  private static GeneratedTotals totals(Iterator<Row> sources) {
    Iterator<GeneratedGroup> groups =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return sources.hasNext();
          }

          @Override
          public GeneratedGroup next() {
            return group(sources.next());
          }
        };
    return GeneratedTotals.of(groups);
  }

  /** A row of {@link #bySource}. */
  private static GeneratedGroup group(Row source) {
    return GeneratedGroup.read(source, 1);
  }

  private static DataException repeating(GeneratedConfig config, GeneratedTotals totals) {
    return new DataException(
        "source, prompt and index of generated images must be unique, but "
            + (totals.listed() - totals.distinct())
            + " of "
            + totals.listed()
            + " repeat another, such as "
            + String.join(", ", totals.repeated())
            + "; remove them from "
            + config.path()
            + ", or set generated.duplicates to first");
  }

  /** Order-free digest of the distinct keys and encoded lengths. */
  String digest() {
    return ContentDigest.hex(totals.digest());
  }

  /** Order-free digest of the distinct keys and the stamps of their files. */
  String stampDigest() {
    return ContentDigest.hex(totals.stampDigest());
  }

  /** Adds {@link GeneratedGroup#COLUMN} to an index of samples; null for those without images. */
  Dataset<Row> match(Dataset<Row> index) {
    return index
        .join(bySource, new String[] {Samples.ID}, "left_outer")
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** The counts for the manifest, given those of the matched samples. */
  Manifest.Generated manifest(GeneratedCounts counts) {
    return new Manifest.Generated(
        found,
        counts.matched(),
        totals.distinct() - counts.matched(),
        found - totals.listed(),
        totals.listed() - totals.distinct(),
        images.ignored());
  }

  /**
   * Checks the result of {@link #match}.
   *
   * @param matched the matched index, and its counts
   * @throws DataException if no sample has an image, if one has none and {@code generated.missing}
   *     is {@code fail}, or if two rows would get the same id
   */
  void check(Dataset<Row> matched, GeneratedCounts counts) {
    checkRowIds(matched);
    if (found == 0) {
      throw new DataException(
          "there is no generated image in "
              + config.path()
              + "; "
              + images.ignored()
              + " other files were ignored. Files must be named as emulsion prompts lists them,"
              + " such as cat/1.jpg_generated_snowy_0.jpg");
    }
    if (totals.listed() == 0) {
      throw new DataException(
          "generated.prompts names no prompt of the "
              + found
              + " images in "
              + config.path()
              + example(images.index().select(GeneratedImages.PROMPT), ", such as ")
              + "; name prompts that were generated, or remove generated.prompts to use all");
    }
    if (counts.matched() == 0) {
      throw new DataException(
          "no sample has a generated image: "
              + config.path()
              + " holds "
              + found
              + ", "
              + totals.listed()
              + " of them with prompts of the recipe"
              + example(bySource.select(Samples.ID), ", such as one of ")
              + ", but ids of samples are"
              + example(matched.select(Samples.ID), " such as ")
              + "; make their source ids equal to the ids of the samples");
    }
    if (config.missing() == OnMissing.FAIL && counts.without() > 0) {
      throw new DataException(
          "every sample must have a generated image, but "
              + counts.without()
              + " have none"
              + example(matched.filter(isUnmatched()).select(Samples.ID), ", such as ")
              + "; generate them (emulsion prompts lists what is missing), or set"
              + " generated.missing to skip or original");
    }
  }

  /** Whether a sample of a matched index has no generated image. */
  static Column isUnmatched() {
    return functions.col(GeneratedGroup.COLUMN).isNull();
  }

  /** Row ids are joined with {@code #}, so ids and prompts that contain it may collide. */
  private static void checkRowIds(Dataset<Row> matched) {
    Column id = functions.col(Samples.ID);
    Column prompts = functions.col(GeneratedGroup.COLUMN + "." + GeneratedImages.PROMPT);
    Column hasMark = id.contains("#").or(functions.exists(prompts, prompt -> prompt.contains("#")));
    if (matched.filter(hasMark).isEmpty()) {
      return;
    }
    // duplicates of a sample are no collision
    Dataset<Row> samples = matched.dropDuplicates(Samples.ID);
    Dataset<Row> names =
        named(samples, IndexRow.SCHEMA.size()).select("name").union(samples.select(id));
    List<Row> repeated = names.groupBy("name").count().filter("count > 1").limit(1).collectAsList();
    if (!repeated.isEmpty()) {
      throw new DataException(
          "row ids are ID#PROMPT#INDEX and must be unique, but two rows would be "
              + repeated.get(0).<String>getAs("name")
              + "; rename a sample or a prompt that contains #");
    }
  }

  private static String example(Dataset<Row> names, String before) {
    List<String> first =
        names.orderBy(names.columns()[0]).limit(1).as(Encoders.STRING()).collectAsList();
    return first.isEmpty() ? "" : before + first.get(0);
  }

  /** Row id and path of every image. */
  Dataset<Row> paths() {
    Column path =
        functions.concat(functions.lit(images.pathPrefix()), functions.col(Samples.LOCATION));
    return named(bySource, 1).select(functions.col("name"), path);
  }

  /**
   * Row id and location of every image.
   *
   * @param sources rows that begin with the id of the source
   * @param column index of {@link GeneratedGroup#COLUMN}
   */
  private static Dataset<Row> named(Dataset<Row> sources, int column) {
    return sources.flatMap(
        (FlatMapFunction<Row, Row>)
            row ->
                GeneratedGroup.read(row, column).distinct().stream()
                    .map(image -> RowFactory.create(image.key().rowId(), image.location()))
                    .iterator(),
        Encoders.row(NAMED));
  }

  /** Releases everything that is cached. */
  @Override
  public void close() {
    bySource.unpersist();
    images.close();
  }
}
