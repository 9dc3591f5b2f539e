package dev.emulsion.io.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree has the same files whether the driver lists it, tasks do, or each a part of it. */
class ParallelListingIT {

  @TempDir private Path directory;

  private void write(String path) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, path);
  }

  /** The first level has 4 entries, the whole tree 11. */
  @ParameterizedTest(name = "at most {0} entries on the driver")
  @ValueSource(ints = {0, 4, 1000})
  void theDriverAndTasksFindTheSameFiles(int max) throws IOException {
    for (String path : List.of("tree/a/1.jpg", "tree/a/b/c/2.jpg", "tree/d/3.jpg", "tree/4.jpg")) {
      write(path);
    }
    write("outside/5.jpg");
    Files.createSymbolicLink(directory.resolve("tree/d/again"), directory.resolve("tree/a"));
    Files.createSymbolicLink(directory.resolve("tree/e"), directory.resolve("outside"));
    SparkSession spark = LocalSpark.session();
    RemoteDirectory root =
        new RemoteDirectory(
            directory.resolve("tree").toUri().toString(), SerializableHadoopConf.of(spark));
    try (ParallelListing tree = ParallelListing.below(spark, root, max)) {
      assertThat(tree.files().collectAsList())
          .extracting(file -> FoundFile.of(file).path() + " " + FoundFile.of(file).length())
          .containsExactlyInAnyOrder(
              "4.jpg 10", "a/1.jpg 12", "a/b/c/2.jpg 16", "d/3.jpg 12", "d/again/ 0", "e/5.jpg 13");
    }
  }
}
