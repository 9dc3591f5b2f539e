package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Columns, partitions, footers and pages of the shards, as DuckDB and Parquet report them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardLayoutIT {

  private static final int IMAGES = 40;
  private static final int SIDE = 20;

  @TempDir private static Path directory;
  private Path out;
  private Manifest manifest;

  @BeforeAll
  void augment() throws IOException {
    out = directory.resolve("out");
    Recipe recipe =
        Recipes.of(TestImages.folder(directory.resolve("images"), IMAGES, 4))
            .with("epochs", 2)
            .with("transform", "[{random-resized-crop: {size: " + SIDE + "}}]")
            .with("labels", "{smoothing: 0.1}")
            .to(out)
            .load();
    manifest = new AugmentJob(LocalSpark.session(), recipe).run().manifest();
  }

  @Test
  void duckDbReadsEveryColumn() throws SQLException {
    String shards = "read_parquet('" + out + "/*/*.parquet', hive_partitioning = false)";
    assertThat(
            query(
                "select count(*), count(distinct row_id), min(octet_length(image)),"
                    + " max(octet_length(image)), min(height), max(width), max(channels) from "
                    + shards))
        .containsExactly(List.of("80", "80", "1200", "1200", "20", "20", "3"));
    assertThat(
            query(
                "select max(abs(list_sum(soft_label) - 1)) < 1e-6, min(len(soft_label)),"
                    + " max(abs(list_sum(label_weights) - 1)) < 1e-6 from "
                    + shards))
        .containsExactly(List.of("true", "4", "true"));
    assertThat(
            query(
                "select count(*) from "
                    + shards
                    + " where method = 'cutmix' and lam is not null"
                    + " and partner_id <> base_id and json_valid(plan)"))
        .containsExactly(List.of("80"));
  }

  @Test
  void duckDbFindsTheEpochsAsPartitions() throws SQLException {
    assertThat(query("select epoch, count(*) from '" + out + "/*/*.parquet' group by 1 order by 1"))
        .containsExactly(List.of("0", "40"), List.of("1", "40"));
  }

  @Test
  void theFooterStatesTypeAndShape() throws SQLException {
    assertThat(
            query(
                "select distinct decode(value) from parquet_kv_metadata('"
                    + out
                    + "/*/*.parquet') where decode(key) = 'emulsion.tensors'"))
        .containsExactly(
            List.of(
                "{\"image\":{\"dtype\":\"uint8\",\"byte_order\":\"little\","
                    + "\"dim_names\":[\"C\",\"H\",\"W\"],\"shape\":[3,20,20]}}"));
  }

  @Test
  void everyImageIsAPageOfItsOwnWithoutCompressionOrDictionary() throws IOException {
    for (Manifest.File file : manifest.epochs().get(0).files()) {
      var path = new org.apache.hadoop.fs.Path(out.resolve(file.path()).toString());
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromPath(path, new Configuration()))) {
        for (BlockMetaData block : reader.getFooter().getBlocks()) {
          ColumnChunkMetaData image =
              block.getColumns().stream()
                  .filter(column -> column.getPath().toDotString().equals("image"))
                  .findFirst()
                  .orElseThrow();
          assertThat(image.getCodec()).isEqualTo(CompressionCodecName.UNCOMPRESSED);
          assertThat(image.hasDictionaryPage()).isFalse();
          assertThat(reader.readOffsetIndex(image).getPageCount())
              .isEqualTo((int) block.getRowCount());
        }
        PageReadStore group = reader.readNextRowGroup();
        assertThat(group.getRowCount()).isPositive();
      }
    }
  }

  private static List<List<String>> query(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result = connection.createStatement().executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
