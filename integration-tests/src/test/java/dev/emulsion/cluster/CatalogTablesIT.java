package dev.emulsion.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.cluster.Distribution.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Delta and Iceberg tables as input, at an earlier version, and as tables over the shards. Their
 * jars are given to spark-submit as a user would; Maven copies them to {@code target/tables}.
 */
@Tag("slow")
class CatalogTablesIT {

  private static final Path JARS = Path.of("target/tables");
  private static final String SAMPLES_WITHOUT_CATS = "40";

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.emulsion.cluster.Distribution#all")
  void versionsOfTablesGiveTheRowsOfAFolderAndShardsAreTables(Distribution spark) throws Exception {
    Map<String, String> found = run(spark);

    for (String version : List.of("delta", "iceberg", "tag")) {
      assertThat(found.get(version + ".digest")).isEqualTo(found.get("folder.digest"));
    }
    assertThat(found).containsEntry("folder.samples", "48");
    assertThat(found).containsEntry("now.samples", SAMPLES_WITHOUT_CATS);
    for (String run : List.of("folder", "delta", "iceberg", "tag", "now")) {
      assertThat(found.get(run + ".table")).isEqualTo(found.get(run + ".shards"));
      assertThat(found).containsEntry(run + ".problems", "0");
    }
    assertThat(found.get("folder.table")).startsWith("[96,").endsWith(",48,96]");
    assertThat(folder.resolve("runs/delta/_delta_log")).isNotEmptyDirectory();
    assertThat(found.get("taken"))
        .isEqualTo(
            "output.catalog.table augmented_hive must not exist yet, or be of this run; drop it or"
                + " choose another name");
    assertThat(found.get("missing"))
        .startsWith("cannot read input.path images as version 99 of a table of the catalog: ");
    assertThat(found.get("view"))
        .startsWith("cannot read input.path shards as version ")
        .contains(" of a table of the catalog: ");
    assertThat(folder.resolve("runs/other")).doesNotExist();
  }

  private Map<String, String> run(Distribution spark) throws IOException, InterruptedException {
    Path application = Distribution.jarOf(folder.resolve("tables.jar"), TableRuns.class);
    List<String> options = new ArrayList<>(List.of("--master", "local[2]"));
    options.addAll(List.of("--driver-memory", "1500m", "--class", TableRuns.class.getName()));
    options.addAll(List.of("--jars", Distribution.bundle() + "," + jars()));
    for (String setting :
        List.of(
            "spark.ui.enabled=false",
            "spark.sql.shuffle.partitions=4",
            "spark.databricks.delta.snapshotPartitions=1",
            "spark.sql.warehouse.dir=" + folder.resolve("warehouse"),
            "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension,"
                + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
            "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
            "spark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog",
            "spark.sql.catalog.lake.type=hadoop",
            "spark.sql.catalog.lake.warehouse=" + folder.resolve("lake"))) {
      options.addAll(List.of("--conf", setting));
    }
    options.add(application.toString());
    options.add(ClusterRuns.IMAGES.toString());
    options.add(Files.createDirectories(folder.resolve("runs")).toString());
    Ended ended = spark.submit(folder.resolve("logs"), Map.of(), options).await();
    assertThat(ended.exitCode()).as(ended.log()).isZero();
    Map<String, String> found = new TreeMap<>();
    ended
        .output()
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(entry -> found.put(entry[0], entry[1]));
    return found;
  }

  private static String jars() throws IOException {
    assertThat(JARS).as("jars that mvn pre-integration-test copies").isNotEmptyDirectory();
    try (Stream<Path> jars = Files.list(JARS)) {
      return jars.map(jar -> jar.toAbsolutePath().toString()).collect(Collectors.joining(","));
    }
  }
}
