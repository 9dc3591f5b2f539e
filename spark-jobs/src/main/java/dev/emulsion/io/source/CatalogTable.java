package dev.emulsion.io.source;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Duplicates;
import dev.emulsion.recipe.LabelsConfig;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * A table or view of the session's catalog in any format: Delta, Iceberg, Hive, ORC, Parquet.
 *
 * <p>Its rows have no location. If {@code input.duplicates} is {@code first} and ids repeat, rows
 * with one id are distinguished by the SHA-256 of image, label and id, and the smallest one is the
 * sample. Rows that are equal in all three are numbered {@code #1}, {@code #2}, ...; the first of
 * them is the sample, the others its duplicates.
 */
final class CatalogTable implements Samples {

  private static final String FIRST = "#1";
  private static final String NUMBER = "number";
  private static final Pattern NUMBER_OF_VERSION = Pattern.compile("[0-9]{1,19}");

  private final SparkSession spark;
  private final Dataset<Row> table;
  private final TableColumns columns;
  private final Dataset<Row> index;
  private final boolean numbersDuplicates;
  private final boolean hasTwins;
  private final SourceInfo info;

  private CatalogTable(
      SparkSession spark, Dataset<Row> table, TableColumns columns, InputConfig input) {
    this.spark = spark;
    this.table = table;
    this.columns = columns;
    long totalBytes = TableScan.bytes(table);
    this.info =
        SourceInfo.unchecked(
            columns.labels().kind(), columns.labels().source(), totalBytes, input.path());
    this.numbersDuplicates = input.duplicates() == Duplicates.FIRST && repeats();
    Dataset<Row> rows =
        columns.index(
            table, content(), functions.lit(totalBytes), functions.lit(FileStamp.UNKNOWN));
    this.index =
        (numbersDuplicates ? numbered(rows) : rows).persist(StorageLevel.MEMORY_AND_DISK());
    this.hasTwins =
        numbersDuplicates
            && !index.filter(functions.not(functions.col(LOCATION).endsWith(FIRST))).isEmpty();
  }

  static CatalogTable open(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    String kind =
        input.version().map(version -> "version " + version + " of ").orElse("")
            + "a table of the catalog";
    Dataset<Row> table = TableScan.open(spark, input, kind, () -> table(spark, input));
    return new CatalogTable(
        spark,
        new SplitFilter(input).rows(table, TableColumns.label(input)),
        TableColumns.of(table, input, labels, limits.maxBytes(), Optional.empty()),
        input);
  }

  private static Dataset<Row> table(SparkSession spark, InputConfig input) {
    Dataset<Row> current = spark.table(input.path()); // fails if it is not the name of a table
    return input
        .version()
        .map(it -> "SELECT * FROM " + input.path() + " VERSION AS OF " + literal(it))
        .map(spark::sql)
        .orElse(current);
  }

  /** A version in SQL: a number, or the name of a tag or branch. */
  private static String literal(String version) {
    return NUMBER_OF_VERSION.matcher(version).matches()
        ? version
        : "'" + version.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Whether ids repeat; reads the ids only. */
  private boolean repeats() {
    return !table
        .select(SampleIds.composed(columns.id()).as(ID))
        .groupBy(ID)
        .count()
        .filter("count > 1")
        .isEmpty();
  }

  /** Distinguishes rows with the same id; empty where ids do not or must not repeat. */
  private Column content() {
    if (!numbersDuplicates) {
      return functions.lit("");
    }
    Column labels =
        functions.to_json(functions.struct(columns.labels().texts(), columns.labels().weights()));
    return functions.sha2(
        functions.concat(
            columns.image(), functions.encode(functions.concat(labels, columns.id()), "UTF-8")),
        256);
  }

  private static Dataset<Row> numbered(Dataset<Row> rows) {
    Column number =
        functions.row_number().over(Window.partitionBy(ID, LOCATION).orderBy(functions.col(ID)));
    return rows.withColumn(NUMBER, number)
        .withColumn(
            LOCATION,
            functions.concat(functions.col(LOCATION), functions.lit("#"), functions.col(NUMBER)))
        .drop(NUMBER);
  }

  @Override
  public Dataset<Row> index() {
    return index;
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> part) {
    Column location =
        numbersDuplicates ? functions.concat(content(), functions.lit(FIRST)) : content();
    Dataset<Row> payload = columns.payload(table, location);
    Dataset<Row> once = hasTwins ? withoutTwins(payload) : payload;
    return part == index ? once : BloomSelection.of(spark, once, index, part);
  }

  /** Keeps one of several equal rows; shuffles only the rows that are repeated. */
  private Dataset<Row> withoutTwins(Dataset<Row> payload) {
    Dataset<Row> seconds =
        index
            .filter(functions.col(LOCATION).endsWith("#2"))
            .withColumn(LOCATION, functions.expr("substring_index(location, '#', 1) || '#1'"))
            .select(ID, LOCATION, LABELS, WEIGHTS, BYTES);
    Dataset<Row> firsts = index.filter(functions.col(LOCATION).endsWith(FIRST));
    Dataset<Row> twins =
        BloomSelection.of(spark, payload, firsts, seconds)
            .dropDuplicates(new String[] {ID, LOCATION});
    Dataset<Row> singles =
        firsts.join(seconds.select(ID, LOCATION), new String[] {ID, LOCATION}, "left_anti");
    return BloomSelection.of(spark, payload, firsts, singles).union(twins);
  }

  @Override
  public SourceInfo info() {
    return info;
  }
}
