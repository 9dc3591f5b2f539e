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
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the members of a sample must follow one another, but other members are between image"
                + " and label of 2 in "
                + directory.resolve("tars")
                + ", such as file:"
                + directory.resolve("tars/a.tar")
                + ": 1; write the archive again in the order of the names, as tar --sort=name"
                + " does");
  }

  @Test
  void metadataThatLiesApartFromCompleteSamplesIsIgnored() throws IOException {
    try (TarFile tar = tar("a.tar")) {
      tar.add("1.jpg", "a").add("1.cls", "0").add("2.jpg", "b").add("2.cls", "1");
      tar.add("1.json", "{\"width\": 3}").add("2.json", "{\"width\": 4}");
    }
    assertThat(read().all()).containsExactly("1 [0] a", "2 [1] b");
  }

  @Test
  void imagesWithADotInTheirNamesAreReadOrRefusedButNeverDropped() throws IOException {
    try (TarFile tar = tar("a.tar")) {
      tar.add("1.jpg", "one").add("1.cls", "3").add("1.seg.png", "mask");
      tar.add("img_0.05.jpg", "two").add("img_0.05.cls", "4");
      tar.add("img_0.10.jpg", "three").add("img_0.10.cls", "5");
    }
    assertThatThrownBy(() -> read())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a member's extension begins at the first dot of its name, but 2 in "
                + directory.resolve("tars")
                + " are images only by what follows the last dot, such as file:"
                + directory.resolve("tars/a.tar")
                + ": img_0.05.jpg; set input.keys to last-dot if each is a sample of its own, or to"
                + " first-dot to ignore them, or name image and label of a sample with"
                + " input.columns, such as image: input.jpg and label: output.txt");
    Reading first = read("input.keys=first-dot");
    assertThat(first.all()).containsExactly("1 [3] one");
    assertThat(first.samples().info().ignored()).isEqualTo(4);
    assertThat(read("input.keys=last-dot").all())
        .containsExactly("1 [3] one", "1.seg none mask", "img_0.05 [4] two", "img_0.10 [5] three");
  }

  @Test
  void membersWithTwoPartExtensionsAreReadByName() throws IOException {
    try (TarFile tar = tar("a.tar")) {
      tar.add("s1.input.jpg", "one").add("s1.outputs.txt", "3");
      tar.add("s2.input.jpg", "two").add("s2.outputs.txt", "4");
    }
    assertThatThrownBy(() -> read())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("name image and label of a sample with input.columns");
    assertThat(read("input.columns.image=input.jpg", "input.columns.label=outputs.txt").all())
        .containsExactly("s1 [3] one", "s2 [4] two");
  }

  @Test
  void anImageWithItsOwnLabelBesideAnotherImageOfTheKeyIsNotDropped() throws IOException {
    try (TarFile tar = tar("a.tar")) {
      tar.add("img.05.jpg", "two").add("img.05.cls", "4").add("img.cls", "3").add("img.jpg", "one");
    }
    assertThatThrownBy(() -> read())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("but 1 in ")
        .hasMessageContaining(": img.05.jpg; set input.keys");
  }

  @Test
  void archivesThatEachCountFromZeroHaveIdsByFile() throws IOException {
    for (String name : new String[] {"a.tar", "sub/a.tar"}) {
      try (TarFile tar = tar(name)) {
        tar.add("0.jpg", name).add("0.cls", "0");
      }
    }
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "ids must be unique, but 1 repeat, such as 0 (2 times); if these are different samples,"
                + " set input.ids to file, which puts the name of the file before the id; if not,"
                + " set input.duplicates to first");
    assertThat(read("input.ids=file").all())
        .containsExactly("a.tar/0 [0] a.tar", "sub/a.tar/0 [0] sub/a.tar");
    String glob = Reading.input("webdataset", directory.resolve("tars/s*/*.tar"));
    assertThat(Reading.of(glob, "input.ids=file").all())
        .containsExactly("sub/a.tar/0 [0] sub/a.tar");
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
                + ": expected .tar archives, not compressed, of images with labels, such as"
                + " 1.jpg and 1.cls");
  }

  private void ingest(String... set) {
    String input = Reading.input("webdataset", directory.resolve("tars"));
    new IngestJob(Reading.spark(), Reading.recipe(input, directory.resolve("out"), set)).run();
  }
}
