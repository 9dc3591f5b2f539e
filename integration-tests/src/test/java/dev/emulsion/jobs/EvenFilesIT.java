package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.Manifest;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files, row groups and pages have the sizes that readers are promised. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvenFilesIT {

  private static final int PHOTOS = 1500;
  private static final long MIB = 1L << 20;

  @TempDir private static Path directory;
  private Path photos;

  @BeforeAll
  void writePhotos() throws IOException {
    photos = directory.resolve("photos");
    for (int i = 0; i < PHOTOS; i++) {
      Photos.write(photos.resolve("class" + i % 3), i + ".jpg", Photos.encoded(i, 9, 8, "jpg"));
    }
  }

  /** 1,500 rows of 48 kB (63 MB) are 15 shards of 4 MiB; in float16, 19 of 7 MiB. */
  @ParameterizedTest
  @CsvSource({"raw, uint8, 3", "raw, float16, 7", "arrow, float32, 3"})
  void shardsAreWithinAFifthOfTheTarget(String profile, String dtype, int mebibytes)
      throws IOException {
    Manifest manifest =
        run(
            profile + dtype,
            profile,
            128,
            "dtype: " + dtype + ", shard-size: " + mebibytes + "MiB");
    List<Manifest.File> files = manifest.epochs().get(0).files();
    assertThat(files).hasSize(manifest.buckets()).hasSizeGreaterThan(15);
    for (Manifest.File file : files) {
      assertThat(file.bytes() / (double) (mebibytes * MIB)).as(file.path()).isBetween(0.8, 1.2);
    }
  }

  @Test
  void rowGroupsAreEvenAndPagesHoldOneImageEach() throws IOException {
    // 1,500 rows of 150,528 bytes in one bucket: 215 MiB, three groups of 72 MiB
    Manifest manifest = run("groups", "raw", 224, "shard-size: 220MiB", "pairing: {buckets: 1}");
    assertThat(manifest.epochs().get(0).files()).hasSize(1);
    for (Manifest.File file : manifest.epochs().get(0).files()) {
      try (ParquetFileReader reader = reader(directory.resolve("groups").resolve(file.path()))) {
        assertThat(reader.getFileMetaData().getKeyValueMetaData())
            .containsEntry("emulsion.run", manifest.runId())
            .containsKey("emulsion.tensors");
        assertThat(reader.getFooter().getBlocks()).hasSize(3);
        for (BlockMetaData group : reader.getFooter().getBlocks()) {
          assertThat(group.getTotalByteSize()).isBetween(50_000_000L, 100_000_000L);
          for (ColumnChunkMetaData column : group.getColumns()) {
            if (column.getPath().toDotString().equals("image")) {
              assertThat(reader.readOffsetIndex(column).getPageCount())
                  .isEqualTo((int) group.getRowCount());
            }
          }
        }
      }
    }
  }

  private Manifest run(String name, String profile, int side, String output, String... more) {
    String recipe =
        String.join(
            "\n",
            "input: {path: " + photos + "}",
            "output: {path: "
                + directory.resolve(name)
                + ", profile: "
                + profile
                + ", "
                + output
                + "}",
            "transform: [{resize: {size: [" + side + ", " + side + "]}}]",
            "mix: none",
            String.join("\n", more));
    return new AugmentJob(
            LocalSpark.session(), RecipeLoader.parse(name + ".yaml", recipe, List.of()))
        .run()
        .manifest();
  }

  private static ParquetFileReader reader(Path file) throws IOException {
    return ParquetFileReader.open(
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(file.toString()), new Configuration()));
  }
}
