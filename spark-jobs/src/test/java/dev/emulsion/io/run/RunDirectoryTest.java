package dev.emulsion.io.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emulsion.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  @TempDir private Path directory;

  @Test
  void ownFilesAreBesideTheOutputSoThatReadersCanBeGivenAllOfIt() {
    assertThat(own(directory.resolve("out"))).isEqualTo(directory + "/out.emulsion");
    assertThat(own(Path.of(directory + "/a=1/out/"))).isEqualTo(directory + "/a=1/out.emulsion");
  }

  @Test
  void ownFilesThatSomeoneMovedIntoTheOutputAreFoundThere() throws IOException {
    Path out = directory.resolve("out");
    Files.createDirectories(directory.resolve("out.emulsion"));
    Files.createDirectories(out.resolve(".emulsion"));
    assertThat(own(out)).isEqualTo(out + "/.emulsion");
  }

  @Test
  void whereNothingCanBeBesideTheOutputOwnFilesAreInIt() throws IOException {
    assertThat(own(Path.of("/"))).isEqualTo("/.emulsion");
    Path volume = Path.of("/proc"); // mounted on every Linux
    assumeTrue(Files.isDirectory(volume));
    assertThat(own(volume)).isEqualTo("/proc/.emulsion");
    Path link = Files.createSymbolicLink(directory.resolve("link"), volume);
    assertThat(own(link)).isEqualTo(link + "/.emulsion");
    Files.createDirectories(directory.resolve("link.emulsion"));
    assertThat(own(link)).isEqualTo(directory + "/link.emulsion");
  }

  private static String own(Path out) {
    return RunDirectory.at(out.toString(), new Configuration()).own().replaceFirst("^file:", "");
  }

  @Test
  void ownFilesAreNoOutput() {
    assertThatThrownBy(() -> RunDirectory.at("a/out.emulsion", new Configuration()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "an output path must not end in .emulsion, as the folder next to an output does, was"
                + " a/out.emulsion; name the output itself");
  }

  @Test
  void localFilesHaveNoChecksumFilesWhichReadersWouldTakeForShards() throws IOException {
    Path out = directory.resolve("out");
    RunDirectory run = RunDirectory.at(out.toString(), new Configuration());
    run.writeText(run.folder("epoch=0/part-0.parquet"), "rows");
    try (var files = Files.list(out.resolve("epoch=0"))) {
      assertThat(files).containsExactly(out.resolve("epoch=0/part-0.parquet"));
    }
  }

  @Test
  void aSchemeWithoutAFileSystemIsNamedWithTheWayOut() {
    assertThatThrownBy(() -> RunDirectory.at("s3://bucket/out", new Configuration()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cannot use s3://bucket/out: there is no file system for that scheme here; S3 is"
                + " s3a://, and gs:// or abfs:// need their connector on the class path");
  }

  @Test
  void credentialsAreRejectedAndNotRepeated() {
    String path = "s3a://AKIAKEY:secret@bucket/out";
    assertThatThrownBy(() -> RunDirectory.at(path, new Configuration()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("an output path must not contain credentials; remove them")
        .hasMessageNotContaining("AKIAKEY")
        .hasMessageNotContaining("secret");
  }
}
