package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.blend.BlendPlan;
import dev.emulsion.io.GeneratedImages;
import dev.emulsion.io.Samples;
import dev.emulsion.jobs.EncodedSample.Generated;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.transform.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The encoded pictures that some rows of a finished run were made of, found again where the run
 * found them: photos, generated pictures and pictures of a set.
 */
final class Origins {

  /** Column of {@link #of}'s rows: rows of one group are looked at together. */
  static final String GROUP = "group";

  /** Up to here the list of what is needed is sent to every executor instead of shuffling. */
  private static final long MOST_BROADCAST_ROWS = 100_000;

  /** A picture that a group needs; the id is empty for pictures of a set. */
  private static final StructType NEED =
      new StructType()
          .add(GROUP, DataTypes.LongType, false)
          .add(Beside.PART, DataTypes.IntegerType, false)
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Beside.NAME, DataTypes.StringType, false)
          .add(Beside.VARIANT, DataTypes.IntegerType, false);

  private final Map<String, byte[]> photos = new HashMap<>();
  private final Map<String, byte[]> pictures = new HashMap<>();
  private final Map<String, Map<String, Generated>> generated = new HashMap<>();

  /** The photo of a sample; null if there is none. */
  byte[] photo(String id) {
    return photos.get(id);
  }

  /** A picture of the set; null if there is none. */
  byte[] picture(String id) {
    return pictures.get(id);
  }

  /** All pictures of the set that were found. */
  Map<String, byte[]> pictures() {
    return pictures;
  }

  /** A picture that was generated from a sample; null if there is none. */
  byte[] generated(String source, String prompt, int variant) {
    Generated found =
        generated.getOrDefault(source, Map.of()).get(Generated.name(source, prompt, variant));
    return found == null ? null : found.image();
  }

  /** The pictures that were generated from a sample, in a fixed order. */
  List<Generated> generated(String source) {
    return List.copyOf(generated.getOrDefault(source, Map.of()).values());
  }

  /** Takes a row of {@link #of}. */
  void add(Row row) {
    String id = row.getString(2);
    String name = row.getString(3);
    byte[] image = row.getAs(5);
    switch (Beside.Part.of(row.getInt(1))) {
      case IMAGE -> photos.put(id, image);
      case PICTURE -> pictures.put(name, image);
      case GENERATED ->
          generated
              .computeIfAbsent(id, source -> new TreeMap<>())
              .put(
                  Generated.name(id, name, row.getInt(4)),
                  new Generated(name, row.getInt(4), image));
      case MAP -> throw new IllegalArgumentException("a map is no picture");
    }
  }

  /**
   * Rows of group, part, id, name, variant and encoded picture, each group's own; pictures that are
   * gone have none. Of the input only pictures that are needed are read and shuffled.
   *
   * @param index of the samples
   * @param rows of {@link OutputSchema} with a column {@link #GROUP}
   * @param count how many these are
   */
  static Dataset<Row> of(
      Company company,
      Samples samples,
      Dataset<Row> index,
      Census census,
      Dataset<Row> rows,
      long count) {
    Dataset<Row> needs =
        rows.select(GROUP, OutputSchema.BASE_ID, OutputSchema.PARTNER_ID, OutputSchema.PLAN)
            .flatMap((FlatMapFunction<Row, Row>) row -> needs(row).iterator(), Encoders.row(NEED))
            .distinct();
    boolean few = count <= MOST_BROADCAST_ROWS;
    Dataset<Row> all = photos(samples, index, census, part(needs, Beside.Part.IMAGE, few));
    if (company.generatedImages().isPresent()) {
      all =
          all.union(
              generated(company.generatedImages().get(), part(needs, Beside.Part.GENERATED, few)));
    }
    if (company.pictures().isPresent()) {
      Dataset<Row> set = company.pictures().get().payload().toDF(Beside.NAME, Samples.IMAGE);
      all =
          all.union(part(needs, Beside.Part.PICTURE, few).join(set, Beside.NAME).select(columns()));
    }
    return all;
  }

  private static Dataset<Row> part(Dataset<Row> needs, Beside.Part part, boolean few) {
    Dataset<Row> some = needs.filter(functions.col(Beside.PART).equalTo(part.ordinal()));
    return few ? functions.broadcast(some) : some;
  }

  private static List<Row> needs(Row row) {
    long group = row.getLong(0);
    List<Row> needs = new ArrayList<>();
    OutputPlan plan = new OutputPlan(List.of(), List.of(), new dev.emulsion.mix.Untouched());
    try {
      plan = row.isNullAt(3) ? plan : Plans.read(row.getString(3));
    } catch (DataException unreadable) {
      // whoever paints the row says so
    }
    needs(group, row.getString(1), plan.base(), needs);
    if (!row.isNullAt(2)) {
      needs(group, row.getString(2), plan.partner(), needs);
    }
    return needs;
  }

  private static void needs(long group, String id, List<Step> steps, List<Row> needs) {
    needs.add(RowFactory.create(group, Beside.Part.IMAGE.ordinal(), id, "", 0));
    for (Step step : steps) {
      if (step instanceof BlendPlan blend) {
        blend
            .generatedName()
            .ifPresent(
                made ->
                    needs.add(
                        RowFactory.create(
                            group,
                            Beside.Part.GENERATED.ordinal(),
                            id,
                            made.prompt(),
                            made.variant())));
        blend
            .pictureName()
            .ifPresent(
                name ->
                    needs.add(
                        RowFactory.create(group, Beside.Part.PICTURE.ordinal(), "", name, 0)));
      }
    }
  }

  private static Dataset<Row> photos(
      Samples samples, Dataset<Row> index, Census census, Dataset<Row> needs) {
    Dataset<Row> wanted =
        index.join(needs.select(Samples.ID), new String[] {Samples.ID}, "left_semi");
    Census used = census;
    return samples
        .payload(wanted)
        .select(Samples.ID, Samples.LOCATION, Samples.IMAGE)
        .join(needs, Samples.ID)
        .filter((FilterFunction<Row>) row -> used.uses(row.getString(0), row.getString(1)))
        .select(columns());
  }

  private static Dataset<Row> generated(GeneratedImages images, Dataset<Row> needs) {
    Column[] key = {
      functions.col(Samples.ID), functions.col(Beside.NAME), functions.col(Beside.VARIANT)
    };
    Dataset<Row> chosen =
        images
            .index()
            .toDF(Samples.ID, Beside.NAME, Beside.VARIANT, Samples.LOCATION, Samples.BYTES)
            .join(
                needs.select(key),
                new String[] {Samples.ID, Beside.NAME, Beside.VARIANT},
                "left_semi")
            .groupBy(key)
            .agg(functions.min(functions.struct(Samples.LOCATION, Samples.BYTES)).as("first"))
            .select(
                functions.col(Samples.ID),
                functions
                    .lit(null)
                    .cast(DataTypes.createArrayType(DataTypes.StringType))
                    .as(Samples.LABELS),
                functions
                    .lit(null)
                    .cast(DataTypes.createArrayType(DataTypes.FloatType))
                    .as(Samples.WEIGHTS),
                functions.col("first." + Samples.LOCATION),
                functions.col("first." + Samples.BYTES),
                functions.col(Beside.NAME).as(GeneratedImages.PROMPT),
                functions.col(Beside.VARIANT).as(GeneratedImages.VARIANT));
    return images
        .payload(chosen, false)
        .select(
            functions.col(Samples.ID),
            functions.col(GeneratedImages.PROMPT).as(Beside.NAME),
            functions.col(GeneratedImages.VARIANT).as(Beside.VARIANT),
            functions.col(Samples.IMAGE))
        .join(needs, new String[] {Samples.ID, Beside.NAME, Beside.VARIANT})
        .select(columns());
  }

  private static Column[] columns() {
    List<Column> columns = new ArrayList<>();
    for (String name : NEED.fieldNames()) {
      columns.add(functions.col(name));
    }
    columns.add(functions.col(Samples.IMAGE));
    return columns.toArray(new Column[0]);
  }
}
