package dev.emulsion.io.side;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.SealedOutput;
import dev.emulsion.io.source.SampleIds;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.TableFiles;
import dev.emulsion.recipe.AttentionConfig.MapTable;
import dev.emulsion.recipe.AttentionConfig.MapTable.OnMissing;
import dev.emulsion.spark.AttentionColumn;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.LocalRows;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Maps of attention by sample id, as a recipe's {@code attention.table} names them. They are joined
 * with ids and labels, never with images, and travel as {@link #packed} bytes.
 */
public final class AttentionMaps {

  /** Name of the column of {@link #packed} maps. */
  public static final String MAP = "map";

  private static final String ROWS = "rows";
  private static final String COLUMNS = "columns";

  private static final StructType PACKED =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, true)
          .add(MAP, DataTypes.BinaryType, true);

  private final MapTable table;
  private final Dataset<Row> maps;

  private AttentionMaps(MapTable table, Dataset<Row> maps) {
    this.table = table;
    this.maps = maps;
  }

  /**
   * Opens the table; no map is read.
   *
   * @throws ConfigException if it is not there or lacks a column
   */
  public static AttentionMaps open(SparkSession spark, MapTable table) {
    Dataset<Row> rows = parquet(spark, table);
    StructType schema = rows.schema();
    DataType type = type(schema, table, table.map());
    if (!type(schema, table, table.id()).equals(DataTypes.StringType)) {
      throw new ConfigException(
          "column " + table.id() + " of " + table.path() + " must be a string, to match ids");
    }
    Shape shape = Shape.of(type, table);
    if (shape == Shape.PACKED) {
      for (String side : List.of(ROWS, COLUMNS)) {
        if (!type(schema, table, side).equals(DataTypes.IntegerType)) {
          throw new ConfigException("column " + side + " of " + table.path() + " must be an int");
        }
      }
    }
    Dataset<Row> columns =
        shape == Shape.PACKED
            ? rows.select(table.id(), table.map(), ROWS, COLUMNS)
            : rows.select(table.id(), table.map());
    String path = table.path();
    MapFunction<Row, Row> packing = row -> TableMap.of(shape, row, path).toRow();
    return new AttentionMaps(table, columns.na().drop("any").map(packing, Encoders.row(PACKED)));
  }

  /** Of what {@code emulsion attention} wrote, the files that its seal names. */
  private static Dataset<Row> parquet(SparkSession spark, MapTable table) {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    SealedOutput.requireFinished("attention.table.path", table.path(), conf);
    Optional<SealedOutput<AttentionTable.Marker>> ours =
        SealedOutput.find(AttentionTable.KIND, AttentionTable.FOLDER, table.path(), conf);
    SerializableHadoopConf places = SerializableHadoopConf.of(spark);
    try {
      TableFiles files =
          ours.isPresent()
              ? TableFiles.listed(ours.get().paths(ours.get().seal().files()), places)
              : TableFiles.parquet(spark, "attention.table.path", table.path(), places);
      Dataset<Row> rows = files.parquet(spark);
      ours.ifPresent(
          maps ->
              maps.requireRows(
                  "attention.table.path", "maps", maps.seal().written(), rows.count()));
      return rows;
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new ConfigException(
            "cannot read maps from "
                + table.path()
                + ": "
                + e.getMessage().lines().findFirst().orElse("")
                + "; attention.table.path must name Parquet files, such as emulsion attention"
                + " writes",
            e);
      }
      throw e;
    }
  }

  private static DataType type(StructType schema, MapTable table, String column) {
    if (!Arrays.asList(schema.fieldNames()).contains(column)) {
      throw new ConfigException(
          table.path()
              + " has no column "
              + column
              + ", only "
              + String.join(", ", schema.fieldNames())
              + "; set attention.table.id and attention.table.map");
    }
    return schema.apply(column).dataType();
  }

  /** How a table holds maps. */
  private enum Shape {
    PACKED,
    FLAT,
    NESTED;

    static Shape of(DataType type, MapTable table) {
      if (type.equals(DataTypes.BinaryType)) {
        return PACKED;
      }
      if (type instanceof ArrayType list) {
        if (isNumber(list.elementType())) {
          return FLAT;
        }
        if (list.elementType() instanceof ArrayType row && isNumber(row.elementType())) {
          return NESTED;
        }
      }
      throw new ConfigException(
          "column "
              + table.map()
              + " of "
              + table.path()
              + " must be lists of numbers, lists of such lists, or binary, was "
              + type.simpleString());
    }

    private static boolean isNumber(DataType type) {
      return type.equals(DataTypes.FloatType) || type.equals(DataTypes.DoubleType);
    }
  }

  /** One map of the user's table. */
  private record TableMap(String id, AttentionGrid grid) {

    /**
     * Reads a row of id and map, and of the map's rows and columns if it is packed.
     *
     * @throws DataException if the map cannot be used
     */
    static TableMap of(Shape shape, Row row, String path) {
      String id = row.getString(0);
      try {
        return new TableMap(
            id,
            switch (shape) {
              case PACKED -> AttentionColumn.of(row.getAs(1), row.getInt(2), row.getInt(3));
              case FLAT -> square(row.getList(1));
              case NESTED -> AttentionColumn.ofNested(row.getList(1));
            });
      } catch (IllegalArgumentException | NullPointerException unfit) {
        throw new DataException(
            "the map of " + id + " in " + path + " cannot be used: " + unfit.getMessage(), unfit);
      }
    }

    /** A row of {@link #PACKED}. */
    Row toRow() {
      return RowFactory.create(SampleIds.composed(id), packed(grid));
    }
  }

  private static AttentionGrid square(List<Number> weights) {
    int side = (int) Math.rint(Math.sqrt(weights.size()));
    Require.that(
        side * side == weights.size(),
        "a list must have the weights of a square grid, had "
            + weights.size()
            + "; give a list of rows for another");
    return new AttentionGrid(side, side, floats(weights));
  }

  private static float[] floats(List<Number> numbers) {
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = numbers.get(i).floatValue();
    }
    return floats;
  }

  /** Rows and columns as integers, then the weights as float32, row by row; big-endian. */
  public static byte[] packed(AttentionGrid grid) {
    float[] weights = grid.weights();
    ByteBuffer bytes = ByteBuffer.allocate((2 + weights.length) * Float.BYTES);
    bytes.putInt(grid.rows()).putInt(grid.columns());
    bytes.asFloatBuffer().put(weights);
    return bytes.array();
  }

  /** The map that {@link #packed} packed. */
  public static AttentionGrid unpacked(byte[] packed) {
    ByteBuffer bytes = ByteBuffer.wrap(packed);
    int rows = bytes.getInt();
    int columns = bytes.getInt();
    float[] weights = new float[rows * columns];
    bytes.asFloatBuffer().get(weights);
    return new AttentionGrid(rows, columns, weights);
  }

  /**
   * The samples of an index that have a map, with it.
   *
   * @return columns {@code id, labels, weights, location} and {@link #MAP}
   */
  public Dataset<Row> join(Dataset<Row> index) {
    return index
        .join(maps, Samples.ID)
        .select(Samples.ID, Samples.LABELS, Samples.WEIGHTS, Samples.LOCATION, MAP);
  }

  /** The maps of a few samples by id; samples without a map are missing. */
  public Map<String, AttentionGrid> read(Set<String> ids) {
    Map<String, AttentionGrid> found = new HashMap<>();
    maps.filter(maps.col(Samples.ID).isin(ids.toArray()))
        .collectAsList()
        .forEach(row -> found.put(row.getAs(Samples.ID), unpacked(row.getAs(MAP))));
    return found;
  }

  /**
   * Reads the maps of the samples of {@code index} and returns their order-free digest.
   *
   * @throws DataException if an id has two maps, no sample has one, or some have none and {@code
   *     attention.table.missing} is {@code fail}
   */
  public String digest(Dataset<Row> index) {
    List<Row> repeated =
        maps.groupBy(Samples.ID)
            .agg(functions.count(functions.lit(1)).as("count"))
            .filter("count > 1")
            .limit(1)
            .collectAsList();
    if (!repeated.isEmpty()) {
      throw new DataException(
          table.path()
              + " must have one map per id, has "
              + repeated.get(0).<Long>getAs("count")
              + " of "
              + repeated.get(0).<String>getAs(Samples.ID)
              + "; remove the others");
    }
    Dataset<Row> found =
        index.select(Samples.ID).distinct().join(maps, new String[] {Samples.ID}, "left_outer");
    MapTotals totals =
        LocalRows.parts(found, AttentionMaps::sum, MapTotals.class).stream()
            .reduce(MapTotals.NONE, MapTotals::and);
    checkMissing(totals);
    return ContentDigest.hex(totals.digest());
  }

  private static MapTotals sum(Iterator<Row> rows) {
    ContentDigest digest = new ContentDigest(PACKED);
    MapTotals sum = MapTotals.NONE;
    while (rows.hasNext()) {
      sum = sum.and(MapTotals.of(rows.next(), digest));
    }
    return sum;
  }

  private void checkMissing(MapTotals totals) {
    boolean none = totals.missing() > 0 && totals.maps() == 0;
    if (none || totals.missing() > 0 && table.missing() == OnMissing.FAIL) {
      throw new DataException(
          "every sample needs a map, but "
              + totals.missing()
              + " of "
              + totals.samples()
              + " have none in "
              + table.path()
              + ", such as "
              + totals.example()
              + (none
                  ? "; are these the maps of other samples?"
                  : "; have emulsion attention make them, or, where maps only weigh labels, set"
                      + " attention.table.missing to area"));
    }
  }
}
