package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
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

/** Files, row groups and pages have the sizes that the documentation promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvenFilesIT {

  private static final int IMAGES = 2400;
  private static final long MIB = 1L << 20;

  @TempDir private static Path directory;
  private Path images;

  @BeforeAll
  void writeImages() throws IOException {
    images = directory.resolve("images");
    for (int i = 0; i < IMAGES; i++) {
      TestImages.write(images.resolve("class" + i % 3), i + ".png", noise(i));
    }
  }

  /** A PNG of noise; even rows would compress as those of real images do not. */
  private static byte[] noise(int number) throws IOException {
    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 144; i++) {
      int mixed = (number * 144 + i) * 0x9E3779B1;
      image.setRGB(i % 12, i / 12, (mixed ^ mixed >>> 15) & 0xFFFFFF);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /**
   * Four buckets of 600 rows, give or take 24: 28,300 bytes each are 16.2 MiB, and floats of a few
   * hundred values 35,300 bytes, 20.2 MiB.
   */
  @ParameterizedTest
  @CsvSource({"raw, 16", "arrow, 20"})
  void shardsAreWithinAFifthOfTheTarget(String profile, int mebibytes) throws IOException {
    Manifest manifest = run(profile, profile, 96, mebibytes + "MiB", 4);
    List<Manifest.File> files = manifest.epochs().get(0).files();
    assertThat(files).hasSize(4);
    for (Manifest.File file : files) {
      assertThat(file.bytes() / (double) (mebibytes * MIB)).as(file.path()).isBetween(0.8, 1.2);
    }
  }

  /** Two buckets of 1,200 rows: 32.4 MiB each, in two shards. */
  @Test
  void aBucketOfTwoShardsIsCutInHalves() throws IOException {
    Manifest manifest = run("halves", "raw", 96, "16MiB", 2);
    List<Manifest.File> files = manifest.epochs().get(0).files();
    assertThat(files).hasSize(4);
    for (Manifest.File file : files) {
      assertThat(file.bytes() / (16.0 * MIB)).as(file.path()).isBetween(0.8, 1.2);
    }
  }

  @Test
  void rowGroupsAreEvenAndPagesHoldOneImageEach() throws IOException {
    // 2,400 rows of 86,700 bytes in one bucket: 198 MiB, six groups of at most 36 MiB
    Manifest manifest = run("groups", "raw", 170, "200MiB", 1);
    assertThat(manifest.epochs().get(0).files()).hasSize(1);
    for (Manifest.File file : manifest.epochs().get(0).files()) {
      try (ParquetFileReader reader = reader(directory.resolve("groups").resolve(file.path()))) {
        assertThat(reader.getFileMetaData().getKeyValueMetaData())
            .containsEntry("emulsion.run", manifest.runId())
            .containsKey("emulsion.tensors");
        assertThat(reader.getFooter().getBlocks()).hasSize(6);
        for (BlockMetaData group : reader.getFooter().getBlocks()) {
          assertThat(group.getTotalByteSize()).isBetween(20_000_000L, 40_000_000L);
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

  private Manifest run(String name, String profile, int side, String shardSize, int buckets) {
    Recipe recipe =
        Recipes.of(images)
            .with("transform", "[{resize: {size: [" + side + ", " + side + "]}}]")
            .with("mix", "none")
            .with("pairing", "{buckets: " + buckets + "}")
            .to(directory.resolve(name), "profile: " + profile, "shard-size: " + shardSize)
            .load();
    return new AugmentJob(LocalSpark.session(), recipe).run().manifest();
  }

  private static ParquetFileReader reader(Path file) throws IOException {
    return ParquetFileReader.open(
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(file.toString()), new Configuration()));
  }
}
