package dev.emulsion.jobs.replay;

import dev.emulsion.DataException;
import dev.emulsion.blend.BlendPlan;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.sideinput.EncodedSample.Generated;
import dev.emulsion.jobs.sideinput.SideInputRow;
import dev.emulsion.jobs.sideinput.SideInputs;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.transform.OperationPlan;
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
 * The encoded images that some rows of a finished run were made of, found again where the run found
 * them: images, generated images and images of a set.
 */
public final class SourceImages {

  /** Column of {@link #of}'s rows: rows of one group are looked at together. */
  public static final String GROUP = "group";

  /** Up to here the list of what is needed is sent to every executor instead of shuffling. */
  private static final long MAX_BROADCAST_ROWS = 100_000;

  /** An image that a group needs; the id is empty for images of a set. */
  private static final StructType NEED =
      new StructType()
          .add(GROUP, DataTypes.LongType, false)
          .add(SideInputRow.PART, DataTypes.IntegerType, false)
          .add(Samples.ID, DataTypes.StringType, false)
          .add(SideInputRow.NAME, DataTypes.StringType, false)
          .add(SideInputRow.INDEX, DataTypes.IntegerType, false);

  private final Map<String, byte[]> images = new HashMap<>();
  private final Map<String, byte[]> mixingImages = new HashMap<>();
  private final Map<String, Map<String, Generated>> generated = new HashMap<>();

  /** The image of a sample; null if there is none. */
  public byte[] image(String id) {
    return images.get(id);
  }

  /** An image of the set; null if there is none. */
  byte[] mixingImage(String id) {
    return mixingImages.get(id);
  }

  /** All images of the set that were found. */
  Map<String, byte[]> mixingImages() {
    return mixingImages;
  }

  /** An image that was generated from a sample; null if there is none. */
  byte[] generated(String source, String prompt, int variant) {
    Generated found =
        generated.getOrDefault(source, Map.of()).get(Generated.name(source, prompt, variant));
    return found == null ? null : found.image();
  }

  /** The images that were generated from a sample, in a fixed order. */
  List<Generated> generated(String source) {
    return List.copyOf(generated.getOrDefault(source, Map.of()).values());
  }

  /** Takes a row of {@link #of}. */
  public void add(Row row) {
    String id = row.getString(2);
    String name = row.getString(3);
    byte[] image = row.getAs(5);
    switch (SideInputRow.SideInputKind.of(row.getInt(1))) {
      case IMAGE -> images.put(id, image);
      case MIXING_IMAGE -> mixingImages.put(name, image);
      case GENERATED ->
          generated
              .computeIfAbsent(id, source -> new TreeMap<>())
              .put(
                  Generated.name(id, name, row.getInt(4)),
                  new Generated(name, row.getInt(4), image));
      case MAP -> throw new IllegalArgumentException("a map is no image");
    }
  }

  /**
   * Rows of group, part, id, name, variant and encoded image, each group's own; images that are
   * gone have none. Of the input only images that are needed are read and shuffled.
   *
   * @param index of the samples
   * @param rows of {@link OutputSchema} with a column {@link #GROUP}
   * @param count how many these are
   */
  public static Dataset<Row> of(
      SideInputs sideInputs,
      Samples samples,
      Dataset<Row> index,
      Census census,
      Dataset<Row> rows,
      long count) {
    Dataset<Row> needs =
        rows.select(GROUP, OutputSchema.BASE_ID, OutputSchema.PARTNER_ID, OutputSchema.PLAN)
            .flatMap((FlatMapFunction<Row, Row>) row -> needs(row).iterator(), Encoders.row(NEED))
            .distinct();
    boolean few = count <= MAX_BROADCAST_ROWS;
    Dataset<Row> all =
        images(samples, index, census, part(needs, SideInputRow.SideInputKind.IMAGE, few));
    if (sideInputs.generatedImages().isPresent()) {
      all =
          all.union(
              generated(
                  sideInputs.generatedImages().get(),
                  part(needs, SideInputRow.SideInputKind.GENERATED, few)));
    }
    if (sideInputs.images().isPresent()) {
      Dataset<Row> set = sideInputs.images().get().payload().toDF(SideInputRow.NAME, Samples.IMAGE);
      all =
          all.union(
              part(needs, SideInputRow.SideInputKind.MIXING_IMAGE, few)
                  .join(set, SideInputRow.NAME)
                  .select(columns()));
    }
    return all;
  }

  private static Dataset<Row> part(
      Dataset<Row> needs, SideInputRow.SideInputKind part, boolean few) {
    Dataset<Row> some = needs.filter(functions.col(SideInputRow.PART).equalTo(part.ordinal()));
    return few ? functions.broadcast(some) : some;
  }

  private static List<Row> needs(Row row) {
    long group = row.getLong(0);
    List<Row> needs = new ArrayList<>();
    OutputPlan plan = new OutputPlan(List.of(), List.of(), new dev.emulsion.mix.Unmixed());
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

  private static void needs(long group, String id, List<OperationPlan> steps, List<Row> needs) {
    needs.add(RowFactory.create(group, SideInputRow.SideInputKind.IMAGE.ordinal(), id, "", 0));
    for (OperationPlan step : steps) {
      if (step instanceof BlendPlan blend) {
        blend
            .generatedName()
            .ifPresent(
                made ->
                    needs.add(
                        RowFactory.create(
                            group,
                            SideInputRow.SideInputKind.GENERATED.ordinal(),
                            id,
                            made.prompt(),
                            made.index())));
        blend
            .mixingImageName()
            .ifPresent(
                name ->
                    needs.add(
                        RowFactory.create(
                            group,
                            SideInputRow.SideInputKind.MIXING_IMAGE.ordinal(),
                            "",
                            name,
                            0)));
      }
    }
  }

  private static Dataset<Row> images(
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
      functions.col(Samples.ID), functions.col(SideInputRow.NAME), functions.col(SideInputRow.INDEX)
    };
    Dataset<Row> chosen =
        images
            .index()
            .toDF(
                Samples.ID, SideInputRow.NAME, SideInputRow.INDEX, Samples.LOCATION, Samples.BYTES)
            .join(
                needs.select(key),
                new String[] {Samples.ID, SideInputRow.NAME, SideInputRow.INDEX},
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
                functions.col(SideInputRow.NAME).as(GeneratedImages.PROMPT),
                functions.col(SideInputRow.INDEX).as(GeneratedImages.INDEX));
    return images
        .payload(chosen, false)
        .select(
            functions.col(Samples.ID),
            functions.col(GeneratedImages.PROMPT).as(SideInputRow.NAME),
            functions.col(GeneratedImages.INDEX).as(SideInputRow.INDEX),
            functions.col(Samples.IMAGE))
        .join(needs, new String[] {Samples.ID, SideInputRow.NAME, SideInputRow.INDEX})
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
