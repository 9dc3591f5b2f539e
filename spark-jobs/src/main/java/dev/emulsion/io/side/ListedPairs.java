package dev.emulsion.io.side;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.source.SampleIds;
import dev.emulsion.io.source.TableFiles;
import dev.emulsion.io.source.TableScan;
import dev.emulsion.recipe.GeneratedConfig.Format;
import dev.emulsion.recipe.PairingConfig.PairTable;
import dev.emulsion.ring.ListedPair;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/**
 * The pairs that a recipe's {@code pairing.table} lists: who is mixed with whom and, if the table
 * says so, with which λ and by which method. Columns of other names are ignored.
 */
public final class ListedPairs {

  public static final String BASE = "base_id";
  public static final String PARTNER = "partner_id";

  /**
   * λ in 65536ths, as it is rounded where it is drawn; {@link ListedPair#NONE} where it is drawn.
   */
  public static final String LAMBDA = "lambda";

  /**
   * Index of the method among the sorted names of the recipe; {@link ListedPair#NONE} where it is
   * drawn.
   */
  public static final String METHOD = "method";

  /** Columns {@link #BASE}, {@link #PARTNER}, {@link #LAMBDA} and {@link #METHOD}. */
  public static final StructType SCHEMA =
      new StructType()
          .add(BASE, DataTypes.StringType, false)
          .add(PARTNER, DataTypes.StringType, false)
          .add(LAMBDA, DataTypes.IntegerType, false)
          .add(METHOD, DataTypes.IntegerType, false);

  private static final String KEY = "pairing.table.path";

  private ListedPairs() {}

  /**
   * A row for each row of the table, in {@link #SCHEMA}. Reading them throws a {@link
   * DataException} that names the row if an id is missing, λ is not in [0, 1] or the method is
   * unknown.
   *
   * @param methods sorted names of the methods of the recipe
   * @throws ConfigException if the table is not there or lacks a column
   */
  public static Dataset<Row> open(SparkSession spark, PairTable table, List<String> methods) {
    Dataset<Row> rows =
        TableScan.open(
            spark, KEY + " " + table.path(), "a table of pairs", () -> read(spark, table));
    Dataset<Row> texts =
        rows.select(
            text(rows, table, BASE, true),
            text(rows, table, PARTNER, true),
            text(rows, table, LAMBDA, false),
            text(rows, table, METHOD, false));
    String path = table.path();
    List<String> known = List.copyOf(methods);
    MapFunction<Row, Row> checked = row -> pair(row, path, known);
    return texts.map(checked, Encoders.row(SCHEMA));
  }

  private static Dataset<Row> read(SparkSession spark, PairTable table) {
    if (!table.isFiles()) {
      return spark.table(table.path());
    }
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    if (table.format() == PairTable.Format.PARQUET) {
      return TableFiles.parquet(spark, KEY, table.path(), conf).parquet(spark);
    }
    FileStatus place = conf.status(KEY, table.path());
    if (table.format() == PairTable.Format.CSV) {
      return TableFiles.find(Format.CSV, KEY, place, conf).csv(spark, conf, ",", true);
    }
    TableFiles found =
        TableFiles.find(KEY, place, conf)
            .orElseThrow(
                () ->
                    new ConfigException(
                        KEY
                            + " must hold files that end with .parquet or .csv, but "
                            + table.path()
                            + " has none; name their folder, or set pairing.table.format"));
    return switch (found.format()) {
      case PARQUET -> found.parquet(spark);
      case CSV -> found.csv(spark, conf, ",", true);
      case JSON, FOLDER ->
          throw new ConfigException(
              KEY
                  + " must be Parquet or CSV, was "
                  + table.path()
                  + "; convert it, or name a table of the catalog and set pairing.table.format to"
                  + " table");
    };
  }

  /** A column as text; null in every row if it may be absent and is. */
  private static Column text(Dataset<Row> rows, PairTable table, String name, boolean required) {
    if (!Arrays.asList(rows.columns()).contains(name)) {
      if (required) {
        throw new ConfigException(
            "pairing.table "
                + table.path()
                + " must have the columns base_id and partner_id, and may have lambda and method,"
                + " but has "
                + String.join(", ", rows.columns())
                + "; rename its columns");
      }
      return functions.lit(null).cast(DataTypes.StringType).as(name);
    }
    Column column = rows.col("`" + name + "`");
    DataType type = rows.schema().apply(name).dataType();
    if (type instanceof ArrayType
        || type instanceof MapType
        || type instanceof StructType
        || type instanceof BinaryType) {
      throw new ConfigException(
          "column "
              + name
              + " of pairing.table "
              + table.path()
              + " must be one text or number per row, was "
              + type.simpleString());
    }
    return column.cast(DataTypes.StringType).as(name);
  }

  private static Row pair(Row row, String path, List<String> methods) {
    Optional<String> base = given(row, 0);
    Optional<String> partner = given(row, 1);
    String where = " in " + at(base, partner) + " of pairing.table " + path;
    if (base.isEmpty() || partner.isEmpty()) {
      throw new DataException(
          (base.isEmpty() ? BASE : PARTNER)
              + " must be given, was missing"
              + where
              + "; give it, or remove the row");
    }
    int lambda = given(row, 2).map(it -> lambda(it, where)).orElse(ListedPair.NONE);
    int method = given(row, 3).map(it -> method(it, methods, where)).orElse(ListedPair.NONE);
    return RowFactory.create(
        SampleIds.composed(base.get()), SampleIds.composed(partner.get()), lambda, method);
  }

  private static String at(Optional<String> base, Optional<String> partner) {
    return "the row with base_id "
        + base.orElse("null")
        + " and partner_id "
        + partner.orElse("null");
  }

  private static Optional<String> given(Row row, int column) {
    return Optional.ofNullable(row.getString(column)).filter(text -> !text.isBlank());
  }

  private static int lambda(String text, String where) {
    double lambda;
    try {
      lambda = Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      lambda = Double.NaN;
    }
    if (!(lambda >= 0 && lambda <= 1)) {
      throw new DataException(
          "lambda must be a number between 0 and 1, the weight of the base, was "
              + text
              + where
              + "; correct it, or leave it empty to draw it");
    }
    return (int) Math.rint(lambda * ListedPair.LAMBDA_UNITS);
  }

  private static int method(String text, List<String> methods, String where) {
    int index = methods.indexOf(text.strip());
    if (index < 0) {
      throw new DataException(
          "method must be one of those in mix.choose, "
              + String.join(", ", methods)
              + ", was "
              + text
              + where
              + "; add it to mix.choose, or leave it empty to draw it");
    }
    return index;
  }
}
