package dev.emulsion.sources;

import static dev.emulsion.testing.CommandLine.emulsion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.testing.CommandLine.Outcome;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code ingest}, from a folder to a table that the others take. */
class IngestIT {

  @TempDir private Path directory;

  private Outcome ingest(String... more) {
    String[] args = {
      "ingest", "--input", path("images"), "--format", "image-folder", "--output", path("staged")
    };
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return emulsion(all);
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private Path badImages() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 20, 2);
    TestImages.write(images.resolve("class0"), "empty.jpg", new byte[0]);
    byte[] whole = TestImages.encoded(1, 200, 240, "jpg");
    TestImages.write(images.resolve("class1"), "cut.jpg", Arrays.copyOf(whole, whole.length / 2));
    TestImages.write(images.resolve("class1"), "note.txt", "x".getBytes(StandardCharsets.UTF_8));
    return images;
  }

  @Test
  void undecodableImagesAreQuarantinedAndTheRestIsInTheTable() throws IOException {
    badImages();
    Outcome outcome = ingest("--set", "quarantine.max-fraction=0.2");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("samples      22 in 2 classes")
        .contains("ignored      1 file that is no sample")
        .contains("quarantined  2 (EMPTY 1, TRUNCATED 1)")
        .contains("written      20 in ");
    SparkSession spark = LocalSpark.session();
    Map<String, String> reasons = new TreeMap<>();
    for (Row row : spark.read().parquet(path("staged.emulsion/quarantine")).collectAsList()) {
      reasons.put(row.getAs("id"), row.getAs("reason"));
    }
    assertThat(reasons)
        .isEqualTo(Map.of("class0/empty.jpg", "EMPTY", "class1/cut.jpg", "TRUNCATED"));
    Outcome again = ingest("--set", "quarantine.max-fraction=0.2");
    assertThat(again.exitCode()).isZero();
    assertThat(again.out())
        .startsWith("This table already exists; nothing was written.")
        .contains("written      20 in ");
  }

  @Test
  void aCheckOfHeadersAcceptsTruncatedImagesAndIsRecorded() throws IOException {
    badImages();
    Outcome outcome = ingest("--set", "quarantine.max-fraction=0.2", "--set", "input.check=header");
    assertThat(outcome.out()).contains("quarantined  1 (EMPTY 1)").contains("written      21 in ");
    assertThat(Files.readString(directory.resolve("staged.emulsion/samples.json")))
        .contains("\"check\" : \"header\"");
    Outcome other = ingest("--set", "quarantine.max-fraction=0.2");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .contains(
            "output file:"
                + path("staged")
                + " holds another ingest: input.check was header and is decode."
                + " Choose another path, or delete it");
  }

  @Test
  void tooManyUnreadableImagesLeaveNoTable() throws IOException {
    badImages();
    Outcome outcome = ingest();
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err())
        .contains(
            "2 of 22 samples were quarantined (EMPTY: 1, TRUNCATED: 1), above"
                + " quarantine.max-fraction = 0.01; e.g. class0/empty.jpg: the file is empty or"
                + " missing. All are listed in ");
    Outcome unfinished = emulsion("ingest", "--input", path("staged"), "--output", path("staged2"));
    assertThat(unfinished.exitCode()).isEqualTo(2);
    assertThat(unfinished.err())
        .contains(
            "input.path "
                + path("staged")
                + " must be finished before it is read, but has no file:"
                + path("staged.emulsion/samples.json")
                + ": the command that writes it failed or is still running; run it again to finish"
                + " it");
    assertThat(ingest("--set", "quarantine.max-fraction=0.2").exitCode()).isZero();
  }

  @Test
  void otherFilesInTheDirectoryAreNotTouched() throws IOException {
    TestImages.folder(directory.resolve("images"), 4, 2);
    Files.createDirectories(directory.resolve("staged"));
    Files.writeString(directory.resolve("staged/mine.txt"), "mine");
    Outcome outcome = ingest();
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("staged exists and is not empty; choose another path, or delete it");
    assertThat(directory.resolve("staged/mine.txt")).hasContent("mine");
  }

  @Test
  void aTableIsTheFilesThatItsSealNames() throws IOException {
    TestImages.folder(directory.resolve("images"), 12, 2);
    assertThat(ingest().exitCode()).isZero();
    List<Path> files;
    try (var found = Files.list(directory.resolve("staged/samples"))) {
      files = found.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
    // as if a process that had lost the lease had committed its files late
    Files.copy(files.get(0), directory.resolve("staged/samples/part-stray.parquet"));
    String[] augment = {
      "augment", "--recipe", "mixup", "--input", path("staged"), "--output", path("out")
    };
    Outcome mixed = emulsion(augment).succeeded();
    assertThat(mixed.out()).contains("samples      12 in 2 classes");

    Path seal = directory.resolve("staged.emulsion/samples.json");
    Files.writeString(seal, Files.readString(seal).replace("\"written\" : 12", "\"written\" : 13"));
    Outcome changed = emulsion(augment);
    assertThat(changed.exitCode()).isEqualTo(3);
    assertThat(changed.err())
        .contains(
            "input.path file:"
                + path("staged")
                + " must have the 13 samples that file:"
                + seal
                + " states, has 12; delete it and run the command that wrote it again");
  }

  @Test
  void theFolderOfATableIsTheTable() throws IOException {
    TestImages.folder(directory.resolve("images"), 12, 2);
    ingest().succeeded();
    Files.delete(directory.resolve("staged.emulsion/samples.json"));
    Outcome unsealed =
        emulsion("ingest", "--input", path("staged/samples"), "--output", path("again"));
    assertThat(unsealed.exitCode()).isEqualTo(2);
    assertThat(unsealed.err()).contains("must be finished before it is read");
    ingest().succeeded();
    Outcome again =
        emulsion("ingest", "--input", path("staged/samples"), "--output", path("again"));
    assertThat(again.succeeded().out()).contains("samples      12 in 2 classes");
    assertThat(Files.readString(directory.resolve("again.emulsion/classes.json")))
        .contains("class0", "class1");
  }

  @Test
  void everyImageHasItsOwnPage() throws IOException {
    TestImages.folder(directory.resolve("images"), 12, 2);
    assertThat(ingest().exitCode()).isZero();
    List<Path> files;
    try (var found = Files.list(directory.resolve("staged/samples"))) {
      files = found.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
    long rows = 0;
    for (Path file : files) {
      var input =
          HadoopInputFile.fromPath(
              new org.apache.hadoop.fs.Path(file.toString()), new Configuration());
      try (ParquetFileReader reader = ParquetFileReader.open(input)) {
        assertThat(reader.getFileMetaData().getKeyValueMetaData().get("emulsion.labels"))
            .isEqualTo("{\"kind\":\"single\",\"classes\":2,\"names\":[\"class0\",\"class1\"]}");
        var image =
            reader.getFileMetaData().getSchema().getColumnDescription(new String[] {"image"});
        for (PageReadStore group = reader.readNextRowGroup();
            group != null;
            group = reader.readNextRowGroup()) {
          PageReader pages = group.getPageReader(image);
          while (pages.readPage() != null) {
            rows++;
          }
        }
      }
    }
    assertThat(rows).isEqualTo(12);
  }
}
