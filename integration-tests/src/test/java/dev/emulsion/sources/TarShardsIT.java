package dev.emulsion.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.label.Label;
import dev.emulsion.testing.TarFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tar archives with samples in them. */
class TarShardsIT {

  @TempDir private Path directory;

  private TarFile tar(String name) throws IOException {
    return new TarFile(directory.resolve("tars").resolve(name));
  }

  private Reading read(String... set) {
    return Reading.of(Reading.input("webdataset", directory.resolve("tars")), set);
  }

  @Test
  void idsAreNamesUpToTheFirstDotAndLabelsAreNeighboringMembers() throws IOException {
    try (TarFile tar = tar("a: 100%.tar")) {
      tar.add("./cat/1.jpg", "one").add("./cat/1.cls", "3\n");
      tar.add("größe 7:a.seg.png", "mask").add("größe 7:a.PNG", "two");
      tar.add("größe 7:a.json", "{\"label\": 4, \"width\": 9}");
      tar.add("._x.jpg", "of a Mac").add("README", "no sample").add("notes.txt", "nor this");
    }
    try (TarFile tar = tar("sub/b.tar")) {
      tar.add("3.webp", "three").add("3.txt", "5").add("3.cls", "6");
    }
    Files.writeString(directory.resolve("tars/index.html"), "beside");
    Reading reading = read();
    assertThat(reading.all()).containsExactly("3 [6] three", "cat/1 [3] one", "größe 7:a [4] two");
    assertThat(reading.lengths()).containsExactly("3 5", "cat/1 3", "größe 7:a 3");
    assertThat(reading.classes()).hasSize(7);
    assertThat(reading.samples().info().totalBytes()).isEqualTo(11);
    assertThat(reading.samples().info().ignored()).isEqualTo(4);
    assertThat(reading.endingWith("a")).containsExactly("größe 7:a [4] two");
    assertThat(read("input.ids=path").all())
        .containsExactly("3.webp [6] three", "cat/1.jpg [3] one", "größe 7:a.PNG [4] two");
  }

  @Test
  void columnsNameTheMembersAndTheField() throws IOException {
    try (TarFile tar = tar("a.tar")) {
      tar.add("1.jpg", "small").add("1.big.jpg", "large").add("1.cls", "0");
      tar.add("1.json", "{\"tags\": [\"red\", \"round\"], \"share\": [0.25, NaN]}");
    }
    String[] image = {"input.columns.image=big.jpg", "input.columns.label=tags"};
    Reading tags = read(image);
    assertThat(tags.all()).containsExactly("1 [red, round] large");
    assertThat(tags.samples().info().labelKind()).isEqualTo(Label.Kind.MULTI);
    Reading share = read("input.columns.label=share");
    assertThat(share.all()).containsExactly("1 [0.25, NaN] small");
    assertThat(share.samples().info().labelKind()).isEqualTo(Label.Kind.DISTRIBUTION);
  }

  @Test
  void anImageLargerThanAllowedIsNotReadWhole() throws IOException {
    try (TarFile tar = tar("a.tar")) {
      tar.add("1.jpg", "0123456789").add("1.cls", "0");
    }
    assertThat(read("decode.max-bytes=4").all()).containsExactly("1 [0] 01234");
  }

  @Test
  void severalImagesOfOneNameAreAmbiguous() throws IOException {
    try (TarFile tar = tar("a.tar")) {
      tar.add("1.jpg", "a").add("1.png", "b").add("1.cls", "0");
    }
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(
            "a.tar contains several images named 1: 1.jpg, 1.png; set input.columns.image to the"
                + " extension of the one to use");
  }

  @Test
  void scatteredMembersOfASampleAreReported() throws IOException {
    try (TarFile tar = tar("a.tar")) {
      tar.add("1.jpg", "a").add("2.jpg", "b").add("1.cls", "0").add("2.cls", "1");
    }
    // images and classes that don't stand together are samples of their own, without labels
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("every sample needs a label, but 1 has none (2 in all)");
  }

  @Test
  void aTruncatedArchiveStopsTheRun() throws IOException {
    try (TarFile tar = tar("a.tar")) {
      tar.add("1.jpg", new byte[5000]).add("1.cls", "0");
    }
    Path file = directory.resolve("tars/a.tar");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 3000));
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.tar is truncated: it ends in 1.jpg, after 3000 bytes");
  }

  @Test
  void aMissingInputAndAnEmptyArchiveAreNamed() throws IOException {
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(ConfigException.class)
        .hasMessage("input.path " + directory.resolve("tars") + " does not exist");
    try (TarFile tar = tar("a.tar")) {
      tar.add("README", "nothing");
    }
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "no samples in "
                + directory.resolve("tars")
                + ": expected .tar archives of images with labels, such as 1.jpg and"
                + " 1.cls");
  }

  private void ingest(String... set) {
    String input = Reading.input("webdataset", directory.resolve("tars"));
    new IngestJob(Reading.spark(), Reading.recipe(input, directory.resolve("out"), set)).run();
  }
}
