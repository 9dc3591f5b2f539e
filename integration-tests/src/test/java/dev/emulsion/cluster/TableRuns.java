package dev.emulsion.cluster;

import dev.emulsion.ConfigException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.recipe.RecipeLoader;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * An application for spark-submit with the jars of Delta and Iceberg: makes a table of images in
 * each format, changes it, and runs {@code augment} on both versions, each time into a table of
 * another format. Prints {@code name value} for the test to compare.
 *
 * <p>Arguments: a folder of images, and an empty folder.
 */
public final class TableRuns {

  private static final String ROWS =
      "SELECT count(*), sum(crc32(image)), sum(lam), sum(epoch), count(DISTINCT row_id) FROM ";

  private final SparkSession spark;
  private final String images;
  private final String folder;

  private TableRuns(SparkSession spark, String images, String folder) {
    this.spark = spark;
    this.images = images;
    this.folder = folder;
  }

  public static void main(String[] arguments) {
    SparkSession spark = SparkSession.builder().getOrCreate();
    new TableRuns(spark, arguments[0], arguments[1]).run();
    spark.stop();
  }

  private void run() {
    create("lake.db.images USING iceberg", "lake.db.images");
    create("images USING delta LOCATION '" + folder + "/images'", "images");
    String snapshot =
        spark
            .sql("SELECT snapshot_id FROM lake.db.images.snapshots ORDER BY committed_at LIMIT 1")
            .first()
            .get(0)
            .toString();

    augment("folder", List.of("input.path=" + images), "hive", "augmented_hive");
    augment("delta", table("images", "0"), "delta", "augmented_delta");
    augment("iceberg", table("lake.db.images", snapshot), "iceberg", "lake.db.augmented");
    augment("tag", table("lake.db.images", "all"), "hive", "augmented_tag");
    augment("now", table("images", ""), "iceberg", "lake.db.now");
    rejections(snapshot);
  }

  /** A table of all images, and a second version without the cats. */
  private void create(String definition, String name) {
    spark.sql(
        "CREATE TABLE "
            + definition
            + " AS SELECT regexp_extract(path, '([^/]+/[^/]+)$', 1) AS id,"
            + " regexp_extract(path, '([^/]+)/[^/]+$', 1) AS label, content AS image"
            + " FROM binaryFile.`"
            + images
            + "/*/*.jpg`");
    if (name.startsWith("lake")) {
      spark.sql("ALTER TABLE " + name + " CREATE TAG `all`");
    }
    spark.sql("DELETE FROM " + name + " WHERE label = 'cat'");
  }

  private static List<String> table(String name, String version) {
    List<String> keys = new ArrayList<>(List.of("input.path=" + name, "input.format=table"));
    keys.add("input.columns.id=id");
    if (!version.isEmpty()) {
      keys.add("input.version=" + version);
    }
    return keys;
  }

  private AugmentJob job(String name, List<String> input, String format, String table) {
    List<String> keys = new ArrayList<>(input);
    keys.add("output.path=" + folder + "/" + name);
    keys.add("output.catalog.table=" + table);
    keys.add("output.catalog.format=" + format);
    String recipe =
        "{epochs: 2, transform: [{resize: {size: [64, 64]}}], mix: {cutmix: {}},"
            + " pairing: {buckets: 2}}";
    return new AugmentJob(spark, RecipeLoader.parse(name, recipe, keys));
  }

  private void augment(String name, List<String> input, String format, String table) {
    String output = folder + "/" + name;
    Manifest manifest = job(name, input, format, table).run().manifest();
    job(name, input, format, table).run(); // finds both the run and its table
    print(name + ".digest", manifest.contentDigest());
    print(name + ".samples", manifest.input().samples());
    print(name + ".table", spark.sql(ROWS + table).first());
    print(name + ".shards", rowsOfShards(output));
    VerifyOptions everything = VerifyOptions.full();
    print(name + ".problems", new VerifyJob(spark, output, everything).run().problems().size());
  }

  private Row rowsOfShards(String output) {
    spark
        .read()
        .option("basePath", output)
        .parquet(output + "/epoch=*")
        .createOrReplaceTempView("shards");
    return spark.sql(ROWS + "shards").first();
  }

  private void rejections(String snapshot) {
    reject("taken", job("other", table("images", "0"), "hive", "augmented_hive"));
    reject("missing", job("other", table("images", "99"), "hive", "new_table"));
    reject("view", job("other", table("shards", snapshot), "hive", "new_table"));
  }

  private static void reject(String name, AugmentJob job) {
    try {
      job.run();
      print(name, "accepted");
    } catch (ConfigException e) {
      print(name, e.getMessage());
    }
  }

  private static void print(String name, Object value) {
    System.out.println(name + " " + value);
  }
}
