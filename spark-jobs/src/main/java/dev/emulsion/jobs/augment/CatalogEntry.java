package dev.emulsion.jobs.augment;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.recipe.OutputConfig.CatalogTable;
import dev.emulsion.recipe.OutputConfig.TableFormat;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The table of {@code output.catalog} over the shards of a run. It is external: its files are the
 * shards, where they are, and no row is written again. It holds the id of the run as a property,
 * which is set last.
 */
final class CatalogEntry {

  private static final String RUN = "emulsion.run";
  private static final String EXTENSIONS = "spark.sql.extensions";

  /** Without these Spark does not know the statements that add existing files to a table. */
  private static final Map<TableFormat, String> EXTENSION =
      Map.of(
          TableFormat.DELTA,
          "io.delta.sql.DeltaSparkSessionExtension",
          TableFormat.ICEBERG,
          "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");

  private final SparkSession spark;
  private final CatalogTable entry;
  private final String output;
  private final String runId;
  private final boolean isThere;

  private CatalogEntry(
      SparkSession spark, CatalogTable entry, String output, String runId, boolean isThere) {
    this.spark = spark;
    this.entry = entry;
    this.output = output;
    this.runId = runId;
    this.isThere = isThere;
  }

  /**
   * Checks that the table can be added.
   *
   * @param output where the shards are or will be
   * @throws ConfigException if the session does not know the format, or if there is such a table
   *     and it is not of this run
   */
  static CatalogEntry of(SparkSession spark, CatalogTable entry, String output, String runId) {
    String extension = EXTENSION.getOrDefault(entry.format(), "");
    if (!spark.conf().get(EXTENSIONS, "").contains(extension)) {
      throw new ConfigException(
          "output.catalog needs "
              + extension
              + " among spark.sql.extensions; add the jar of the format and this setting to those"
              + " of the session, or remove output.catalog");
    }
    try {
      boolean isThere = spark.catalog().tableExists(entry.table());
      CatalogEntry checked = new CatalogEntry(spark, entry, output, runId, isThere);
      if (isThere && !checked.isOfRun()) {
        throw new ConfigException(
            "output.catalog.table "
                + entry.table()
                + " must not exist yet, or be of this run; drop it or choose another name");
      }
      return checked;
    } catch (ConfigException e) {
      throw e;
    } catch (Exception e) { // Spark does not declare what it throws
      throw new ConfigException(
          "cannot look up output.catalog.table " + entry.table() + ": " + Errors.rootMessage(e), e);
    }
  }

  private boolean isOfRun() {
    return !spark
        .sql("SHOW TBLPROPERTIES " + entry.table())
        .filter("key = '" + RUN + "' AND value = '" + runId + "'")
        .isEmpty();
  }

  /**
   * Adds the table, unless it is there.
   *
   * @throws DataException if that fails; the run is finished in any case
   */
  void add() {
    if (isThere) {
      return;
    }
    try {
      switch (entry.format()) {
        case HIVE -> addHive();
        case DELTA -> addDelta();
        case ICEBERG -> addIceberg();
      }
      sql("ALTER TABLE %s SET TBLPROPERTIES ('%s' = '%s')", entry.table(), RUN, runId);
    } catch (Exception e) { // Spark does not declare what it throws
      throw new DataException(
          "the run in "
              + output
              + " is finished, but output.catalog.table "
              + entry.table()
              + " cannot be added: "
              + Errors.rootMessage(e)
              + "; correct that, drop the table if it is there, and run the same command again",
          e);
    }
  }

  private void addHive() {
    sql(
        "CREATE TABLE %s (%s) USING parquet PARTITIONED BY (epoch) LOCATION '%s'",
        entry.table(), columns(), quoted());
    sql("ALTER TABLE %s RECOVER PARTITIONS", entry.table());
  }

  private void addDelta() {
    sql("CONVERT TO DELTA parquet.`%s` PARTITIONED BY (epoch INT)", output.replace("`", "``"));
    sql("CREATE TABLE %s USING delta LOCATION '%s'", entry.table(), quoted());
  }

  /** Its property keeps Iceberg from deleting shards when it expires snapshots. */
  private void addIceberg() {
    sql(
        "CREATE TABLE %s (%s) USING iceberg PARTITIONED BY (epoch)"
            + " TBLPROPERTIES ('gc.enabled' = 'false')",
        entry.table(), columns());
    sql(
        "CALL %s.system.add_files(table => '%s', source_table => '`parquet`.`%s`')",
        catalog(), entry.table().replace("'", "\\'"), quoted().replace("`", "``"));
  }

  /** The catalog that the table's name begins with, or else the current one. */
  private String catalog() {
    String first = entry.table().split("\\.", 2)[0];
    return spark.conf().contains("spark.sql.catalog." + first)
        ? first
        : spark.catalog().currentCatalog();
  }

  private String columns() {
    return spark.read().parquet(output).schema().toDDL();
  }

  private String quoted() {
    return output.replace("\\", "\\\\").replace("'", "\\'");
  }

  private void sql(String statement, Object... values) {
    spark.sql(statement.formatted(values));
  }
}
