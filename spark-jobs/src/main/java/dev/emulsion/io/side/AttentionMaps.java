package dev.emulsion.io.side;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.io.source.Samples;
import dev.emulsion.recipe.AttentionConfig.MapTable;
import dev.emulsion.recipe.AttentionConfig.MapTable.OnMissing;
import dev.emulsion.spark.AttentionColumn;
import dev.emulsion.spark.ContentDigest;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
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
    MapFunction<Row, Row> packing =
        row -> RowFactory.create(row.getString(0), packed(shape, row, path));
    return new AttentionMaps(table, columns.na().drop("any").map(packing, Encoders.row(PACKED)));
  }

  /** What {@code emulsion attention} wrote has its files in a folder of their own. */
  private static Dataset<Row> parquet(SparkSession spark, MapTable table) {
    try {
      Path inside = new Path(table.path(), "maps");
      boolean ours =
          inside.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(inside);
      return spark.read().parquet(ours ? inside.toString() : table.path());
    } catch (Exception e) {
      if (e instanceof AnalysisException || e instanceof IOException) {
        throw new ConfigException(
            "cannot read maps from "
                + table.path()
                + ": "
                + e.getMessage().lines().findFirst().orElse("")
                + "; attention.table.path must name Parquet files, such as emulsion attention"
                + " writes",
            e);
      }
      throw (RuntimeException) e;
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

  private static byte[] packed(Shape shape, Row row, String path) {
    try {
      return packed(
          switch (shape) {
            case PACKED -> AttentionColumn.of(row.getAs(1), row.getInt(2), row.getInt(3));
            case FLAT -> square(row.getList(1));
            case NESTED -> nested(row.getList(1));
          });
    } catch (IllegalArgumentException | NullPointerException unfit) {
      throw new DataException(
          "the map of "
              + row.getString(0)
              + " in "
              + path
              + " cannot be used: "
              + unfit.getMessage(),
          unfit);
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

  private static AttentionGrid nested(List<scala.collection.Seq<Number>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    List<Number> weights =
        rows.stream()
            .flatMap(row -> scala.collection.JavaConverters.seqAsJavaList(row).stream())
            .toList();
    return new AttentionGrid(rows.size(), columns, floats(weights));
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

  /** Rows that begin as those of {@code index} and end with the map; those that have one. */
  public Dataset<Row> of(Dataset<Row> index) {
    return index
        .join(maps, Samples.ID)
        .select(Samples.ID, Samples.LABELS, Samples.WEIGHTS, Samples.LOCATION, MAP);
  }

  /** The maps of a few samples, those that have one. */
  public Map<String, AttentionGrid> some(Set<String> ids) {
    Map<String, AttentionGrid> some = new HashMap<>();
    maps.filter(maps.col(Samples.ID).isin(ids.toArray()))
        .collectAsList()
        .forEach(row -> some.put(row.getString(0), unpacked(row.getAs(1))));
    return some;
  }

  /**
   * Reads the maps of {@code index} and returns their order-free digest.
   *
   * @throws DataException if an id has two maps, none of the samples has one, or, as the recipe
   *     says, some have none
   */
  public String digest(Dataset<Row> index) {
    List<Row> twice = maps.groupBy(Samples.ID).count().filter("count > 1").limit(1).collectAsList();
    if (!twice.isEmpty()) {
      throw new DataException(
          table.path()
              + " must have one map per id, has "
              + twice.get(0).getLong(1)
              + " of "
              + twice.get(0).getString(0)
              + "; remove the others");
    }
    Part whole = new Part();
    index
        .select(Samples.ID)
        .distinct()
        .join(maps, new String[] {Samples.ID}, "left_outer")
        .mapPartitions((MapPartitionsFunction<Row, Row>) Part::of, Encoders.row(Part.SCHEMA))
        .collectAsList()
        .forEach(whole::add);
    require(whole);
    return ContentDigest.hex(whole.digest);
  }

  private void require(Part whole) {
    boolean tooMany = whole.missing > 0 && table.missing() == OnMissing.FAIL;
    if (tooMany || whole.missing > 0 && whole.missing == whole.ids) {
      throw new DataException(
          "every sample needs a map, but "
              + whole.missing
              + " of "
              + whole.ids
              + " have none in "
              + table.path()
              + ", such as "
              + whole.example
              + (whole.missing == whole.ids
                  ? "; are these the maps of other samples?"
                  : "; have emulsion attention make them, or, where maps only weigh labels, set"
                      + " attention.table.missing to area"));
    }
  }

  /** What some of the ids come to. */
  private static final class Part implements Serializable {

    private static final long serialVersionUID = 1L;

    static final StructType SCHEMA =
        new StructType()
            .add("digest", DataTypes.StringType)
            .add("ids", DataTypes.LongType)
            .add("missing", DataTypes.LongType)
            .add("example", DataTypes.StringType);

    private BigInteger digest = BigInteger.ZERO;
    private long ids;
    private long missing;
    private String example = "";

    static Iterator<Row> of(Iterator<Row> rows) {
      Part part = new Part();
      ContentDigest digest = new ContentDigest(PACKED);
      while (rows.hasNext()) {
        Row row = rows.next();
        part.ids++;
        part.digest = ContentDigest.sum(part.digest, digest.of(row));
        if (row.isNullAt(1)) {
          part.missing++;
          part.lack(row.getString(0));
        }
      }
      return List.of(
              RowFactory.create(
                  ContentDigest.hex(part.digest), part.ids, part.missing, part.example))
          .iterator();
    }

    /** Of several, the first by name. */
    private void lack(String id) {
      if (!id.isEmpty() && (example.isEmpty() || id.compareTo(example) < 0)) {
        example = id;
      }
    }

    void add(Row part) {
      digest = ContentDigest.sum(digest, new BigInteger(part.getString(0), 16));
      ids += part.getLong(1);
      missing += part.getLong(2);
      lack(part.getString(3));
    }
  }
}
