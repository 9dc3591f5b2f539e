package dev.emulsion.spark.ml;

import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.pipeline.BroadcastImages;
import dev.emulsion.pipeline.BroadcastImages.UnreadableSideImage;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.EncodedSample.Generated;
import dev.emulsion.pipeline.SideInputDraws;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.Columns;
import dev.emulsion.recipe.MixingSetConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.transform.GeneratedKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Joins the generated images of DiffuseMix and the fractals of DiffuseMix and PixMix with the rows
 * of a dataset, as a plan that runs no job.
 *
 * @param inputCol name of the column of images
 * @param idAt position of the id
 */
record BlendInputs(Recipe recipe, int epoch, String inputCol, int idAt) implements Serializable {

  private static final String PREFIX = "__emulsion_";
  private static final String GENERATED = PREFIX + "generated";
  private static final String SOURCE = PREFIX + "source";
  private static final String FRACTAL_COLUMN = PREFIX + "fractal";
  private static final String FRACTAL_IDS = PREFIX + "fractal_ids";
  private static final String FRACTALS = PREFIX + "fractals";
  private static final String DRAWN_BY = PREFIX + "drawn_by";
  private static final String FRACTAL_ID = PREFIX + "fractal_id";
  private static final String FRACTAL_IMAGE = PREFIX + "fractal_image";

  /** Separates the ids of the set, which are sent as one string. */
  private static final String SEPARATOR = "\0";

  private static final StructType DRAWN =
      new StructType()
          .add(DRAWN_BY, DataTypes.StringType, false)
          .add(FRACTAL_ID, DataTypes.StringType, false);

  /** Adds the generated images that a column has. */
  Dataset<Row> withGeneratedColumn(Dataset<Row> dataset, String column) {
    return dataset.withColumn(GENERATED, GeneratedColumn.of(dataset.schema(), column));
  }

  /** Adds the generated images that a table has, by source. */
  Dataset<Row> joinGenerated(Dataset<Row> dataset, Dataset<Row> table) {
    Columns columns = generated().columns();
    Dataset<Row> bySource =
        table
            .select(
                column(table, "generatedTable", columns.source())
                    .cast(DataTypes.StringType)
                    .as(SOURCE),
                functions
                    .struct(
                        column(table, "generatedTable", columns.prompt()).as("prompt"),
                        column(table, "generatedTable", columns.index())
                            .cast(DataTypes.IntegerType)
                            .as("index"),
                        bytes(table, "generatedTable", columns.image()).as("image"))
                    .as(GENERATED))
            .groupBy(SOURCE)
            .agg(functions.collect_list(GENERATED).as(GENERATED));
    return dataset.join(bySource, id(dataset).equalTo(bySource.col(SOURCE)), "left_outer");
  }

  /** Adds the fractal that a column has. */
  Dataset<Row> withFractalColumn(Dataset<Row> dataset, String column) {
    return dataset.withColumn(FRACTAL_COLUMN, functions.col("`" + column + "`"));
  }

  /** Adds the fractals that the outputs of each row draw from a table. */
  Dataset<Row> joinFractals(Dataset<Row> dataset, Dataset<Row> table) {
    MixingSetConfig set = recipe.mixingSet().orElseThrow();
    Dataset<Row> fractals =
        table.select(
            column(table, "fractalTable", set.id()).cast(DataTypes.StringType).as(FRACTAL_ID),
            bytes(table, "fractalTable", set.image()).as(FRACTAL_IMAGE));
    Dataset<Row> ids =
        fractals.agg(
            functions
                .concat_ws(SEPARATOR, functions.collect_list(functions.col(FRACTAL_ID)))
                .as(FRACTAL_IDS));
    Dataset<Row> withIds = dataset.crossJoin(functions.broadcast(ids));
    String keys =
        "transform("
            + GENERATED
            + ", x -> named_struct('prompt', x.prompt, 'index', x.index, 'image',"
            + " CAST(NULL AS BINARY)))";
    Dataset<Row> drawn =
        withIds
            .select(
                id(withIds),
                functions.expr(recipe.generated().isEmpty() ? "CAST(NULL AS STRING)" : keys),
                functions.col(FRACTAL_IDS))
            .flatMap((FlatMapFunction<Row, Row>) this::draws, Encoders.row(DRAWN))
            .distinct();
    Dataset<Row> images =
        drawn
            .join(fractals, FRACTAL_ID)
            .groupBy(DRAWN_BY)
            .agg(
                functions
                    .collect_list(
                        functions.struct(
                            functions.col(FRACTAL_ID).as("id"),
                            functions.col(FRACTAL_IMAGE).as("image")))
                    .as(FRACTALS));
    return withIds.join(images, id(withIds).equalTo(images.col(DRAWN_BY)), "left_outer");
  }

  private Iterator<Row> draws(Row row) {
    String id = UnpairedRows.id(row, 0);
    List<String> ids = fractalIds(row.getString(2));
    List<String> members =
        recipe.generated().isEmpty()
            ? List.of(id)
            : images(id, row, 1).stream().map(image -> image.key().rowId()).toList();
    SideInputDraws draws = new SideInputDraws(recipe.seed(), epoch);
    return members.stream()
        .map(member -> RowFactory.create(id, draws.mixingImage(member, ids)))
        .iterator();
  }

  private static List<String> fractalIds(String joined) {
    List<String> ids = new ArrayList<>(Arrays.asList(joined.split(SEPARATOR, -1)));
    Require.that(!joined.isEmpty(), "fractalTable must have images, was empty");
    ids.sort(Comparator.naturalOrder());
    for (int i = 1; i < ids.size(); i++) {
      if (ids.get(i).equals(ids.get(i - 1))) {
        throw new DataException(
            "ids of fractalTable must be unique, but two images have "
                + ids.get(i)
                + "; drop one, or have the recipe set mixing-set.id to a column of unique names");
      }
    }
    return ids;
  }

  /** Reads the samples of the joined rows. */
  UnpairedRows.SampleReader reader(StructType joined) {
    InputImageColumn images = InputImageColumn.of(joined, inputCol);
    List<String> columns = Arrays.asList(joined.fieldNames());
    int generatedAt = columns.indexOf(GENERATED);
    if (columns.contains(FRACTALS)) {
      return new FromTable(images, generatedAt, joined);
    }
    return columns.contains(FRACTAL_COLUMN)
        ? new FromColumn(images, generatedAt, InputImageColumn.of(joined, FRACTAL_COLUMN))
        : (row, id) -> sample(row, id, images, generatedAt, Map.of());
  }

  /** Every row has its fractal in a column. */
  private final class FromColumn implements UnpairedRows.SampleReader {

    private static final long serialVersionUID = 1L;

    private final InputImageColumn images;
    private final int generatedAt;
    private final InputImageColumn fractals;

    FromColumn(InputImageColumn images, int generatedAt, InputImageColumn fractals) {
      this.images = images;
      this.generatedAt = generatedAt;
      this.fractals = fractals;
    }

    @Override
    public EncodedSample read(Row row, String id) {
      return sample(row, id, images, generatedAt, Map.of(FRACTAL_COLUMN, fractals.encoded(row)));
    }

    @Override
    public BroadcastImages mixingSet(Row row) {
      return BroadcastImages.of(List.of(FRACTAL_COLUMN), Map.of(), Optional.empty());
    }

    @Override
    public String unusable(UnreadableSideImage image) {
      return "its fractal cannot be decoded: " + image.why();
    }
  }

  /** Every row has the fractals that its outputs drew. */
  private final class FromTable implements UnpairedRows.SampleReader {

    private static final long serialVersionUID = 1L;

    private final InputImageColumn images;
    private final int generatedAt;
    private final int idsAt;
    private final int fractalsAt;

    FromTable(InputImageColumn images, int generatedAt, StructType joined) {
      this.images = images;
      this.generatedAt = generatedAt;
      this.idsAt = joined.fieldIndex(FRACTAL_IDS);
      this.fractalsAt = joined.fieldIndex(FRACTALS);
    }

    @Override
    public EncodedSample read(Row row, String id) {
      Map<String, byte[]> fractals = new HashMap<>();
      if (!row.isNullAt(fractalsAt)) {
        row.<Row>getList(fractalsAt)
            .forEach(fractal -> fractals.put(fractal.getString(0), orNothing(fractal.getAs(1))));
      }
      return sample(row, id, images, generatedAt, fractals);
    }

    @Override
    public BroadcastImages mixingSet(Row row) {
      return BroadcastImages.of(fractalIds(row.getString(idsAt)), Map.of(), Optional.empty());
    }

    @Override
    public String unusable(UnreadableSideImage image) {
      throw new DataException(
          "image "
              + image.id()
              + " of fractalTable cannot be decoded: "
              + image.why()
              + "; remove it from the table",
          image);
    }
  }

  private EncodedSample sample(
      Row row, String id, InputImageColumn images, int generatedAt, Map<String, byte[]> fractals) {
    return new EncodedSample(
        id,
        UnpairedRows.NO_LABEL,
        images.encoded(row),
        Optional.empty(),
        images(id, row, generatedAt),
        fractals);
  }

  /**
   * The generated images that this epoch uses of a row, sorted by prompt and index.
   *
   * @param at position of the generated images; -1 if there are none
   */
  private List<Generated> images(String id, Row row, int at) {
    if (at < 0 || row.isNullAt(at)) {
      return List.of();
    }
    List<Generated> images = new ArrayList<>();
    for (Row image : row.<Row>getList(at)) {
      if (image.isNullAt(0) || image.isNullAt(1)) {
        throw new DataException(
            "generated images must have prompt and index, but one of "
                + id
                + " has not; give them, or drop it");
      }
      String prompt = GeneratedConfig.normalized(image.getString(0));
      if (generated().uses(prompt)) {
        GeneratedKey key = new GeneratedKey(id, prompt, image.getInt(1));
        images.add(new Generated(key, orNothing(image.getAs(2))));
      }
    }
    images.sort(
        Comparator.comparing((Generated image) -> image.key().prompt())
            .thenComparing(image -> image.key().index()));
    for (int i = 1; i < images.size(); i++) {
      if (images.get(i).key().equals(images.get(i - 1).key())) {
        throw new DataException(
            "generated images must differ in source, prompt or index, but there are two of "
                + images.get(i).key().rowId()
                + "; drop one");
      }
    }
    return new SideInputDraws(recipe.seed(), epoch)
        .subset(id, images, generated().perSample().orElse(Integer.MAX_VALUE));
  }

  private static byte[] orNothing(byte[] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }

  private GeneratedConfig generated() {
    return recipe.generated().orElseThrow();
  }

  private Column id(Dataset<Row> dataset) {
    return dataset.col("`" + dataset.columns()[idAt] + "`").cast(DataTypes.StringType);
  }

  private static Column column(Dataset<Row> table, String param, String name) {
    Require.that(
        Arrays.asList(table.columns()).contains(name),
        () ->
            param
                + " must have a column "
                + name
                + ", had only "
                + String.join(", ", table.columns()));
    return table.col("`" + name + "`");
  }

  private static Column bytes(Dataset<Row> table, String param, String name) {
    column(table, param, name);
    return GeneratedColumn.bytes("`" + name + "`", table.schema().apply(name).dataType())
        .map(functions::expr)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "column "
                        + name
                        + " of "
                        + param
                        + " must hold encoded images, as binary or as a struct with bytes"));
  }
}
