package dev.emulsion.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with odd names, links, splits and files that change, in every source that has them. */
class OddFilesIT {

  @TempDir private Path directory;

  private Path write(String path) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, path.substring(path.lastIndexOf('/') + 1));
  }

  private String folder(String path) {
    return Reading.input("image-folder", directory.resolve(path));
  }

  private Path table(String path) {
    StructType columns =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("image", DataTypes.BinaryType)
            .add("label", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    rows.add(RowFactory.create(path, path.getBytes(StandardCharsets.UTF_8), "cat"));
    Path written = directory.resolve("written");
    Reading.spark()
        .createDataFrame(rows, columns)
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(written.toString());
    Path file = directory.resolve(path);
    try (var parts = Files.newDirectoryStream(written, "part-*")) {
      Files.createDirectories(file.getParent());
      return Files.copy(parts.iterator().next(), file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Reading parquet(String path, String... set) {
    List<String> all = new ArrayList<>(List.of(set));
    all.add("input.columns.id=id");
    return Reading.of(
        Reading.input("parquet", directory.resolve(path)), all.toArray(new String[0]));
  }

  @Test
  void aFolderThatLinksLeadToIsListedOnce() throws IOException {
    write("in/cat/1.jpg");
    write("in/dog/2.jpg");
    write("else/3.jpg");
    Files.createSymbolicLink(directory.resolve("in/cat/up"), Path.of(".."));
    Files.createSymbolicLink(directory.resolve("in/cat/else"), directory.resolve("else"));
    Files.createSymbolicLink(directory.resolve("in/dog/else"), directory.resolve("else"));
    Files.createSymbolicLink(directory.resolve("in/dog/4.jpg"), directory.resolve("else/3.jpg"));
    Files.createSymbolicLink(directory.resolve("in/dog/5.jpg"), directory.resolve("gone.jpg"));

    Reading reading = Reading.of(folder("in"));

    assertThat(reading.all())
        .containsExactly(
            "cat/1.jpg [cat] 1.jpg",
            "cat/else/3.jpg [cat] 3.jpg",
            "dog/2.jpg [dog] 2.jpg",
            "dog/4.jpg [dog] 3.jpg",
            "dog/5.jpg [dog] ");
    assertThat(reading.samples().info().ignored()).isEqualTo(2); // cat/up and dog/else
  }

  @Test
  void aFileThatIsReplacedAfterTheListingIsNoticed() throws IOException {
    Path image = write("in/cat/1.jpg");
    write("in/dog/2.jpg");
    Path list = Files.writeString(directory.resolve("list.csv"), "path,label\nin/cat/1.jpg,cat\n");
    Reading inFolder = Reading.of(folder("in"));
    Reading listed = Reading.of(Reading.input("manifest", list));
    Path table = table("tables/a.parquet");
    Reading rows = parquet("tables");

    Files.setLastModifiedTime(image, FileTime.fromMillis(1_000_000_000_000L)); // of one length
    Files.setLastModifiedTime(table, FileTime.fromMillis(1_000_000_000_000L));

    for (Reading reading : List.of(inFolder, listed, rows)) {
      assertThatThrownBy(reading::all)
          .rootCause()
          .isInstanceOf(DataException.class)
          .hasMessageContaining("must stay as it is during a run, but was replaced");
    }
  }

  @Test
  void aListNamesAFileInAnyFormOfItsAccents() throws IOException {
    String decomposed = Normalizer.normalize("größe/é1.jpg", Normalizer.Form.NFD);
    write(decomposed);
    Path list =
        Files.writeString(directory.resolve("list.csv"), "path,label\ngröße/é1.jpg,größe\n");

    assertThat(Reading.of(Reading.input("manifest", list)).all())
        .containsExactly(
            "größe/é1.jpg [größe] " + Normalizer.normalize("é1", Normalizer.Form.NFD) + ".jpg");
  }

  @Test
  void namesOfListsAndTablesAreTakenAsTheyAre() throws IOException {
    write("in/1.jpg");
    for (String name : List.of("_annotations.csv", ".hidden.csv", "a[1]{b}?*.csv")) {
      Path list = Files.writeString(directory.resolve("in").resolve(name), "path,label\n1.jpg,x\n");
      assertThat(Reading.of(Reading.input("manifest", list)).all())
          .containsExactly("1.jpg [x] 1.jpg");
    }
    for (String path : List.of("set[1]/a.parquet", "s{a,b}/a.parquet", "q?/_a.parquet", "_h/a")) {
      table(path);
      assertThat(parquet(path).all()).containsExactly(path + " [cat] " + path);
    }
    assertThat(parquet("set[1]").all()).hasSize(1);
    assertThat(parquet("_h").all()).hasSize(1);
    assertThat(parquet("s*/*.parquet").all()).hasSize(2);
  }

  @Test
  void splitsAreAskedForAndChosen() throws IOException {
    for (String path : List.of("train/cat/1.jpg", "train/dog/2.jpg", "val/cat/3.jpg")) {
      write("in/" + path);
    }
    assertThatThrownBy(() -> Reading.of(folder("in")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("would be taken for classes: train, val;");
    assertThat(Reading.of(folder("in"), "input.split=train").all())
        .isEqualTo(Reading.of(folder("in/train")).all())
        .containsExactly("cat/1.jpg [cat] 1.jpg", "dog/2.jpg [dog] 2.jpg");
    assertThat(Reading.of(folder("in"), "input.splits=ignore").all()).hasSize(3);
    write("mvtec/bottle/train/good/1.jpg");
    write("mvtec/bottle/test/bad/2.jpg");
    assertThatThrownBy(() -> Reading.of(folder("mvtec")))
        .hasMessageContaining("has folders inside of its classes that are called after splits");
    assertThat(Reading.of(folder("mvtec"), "input.split=test").all())
        .containsExactly("bottle/test/bad/2.jpg [bottle] 2.jpg");
  }

  @Test
  void splitsOfTablesAndListsAreAskedForAndChosen() throws IOException {
    table("hf/data/train-00000-of-00001.parquet");
    table("hf/data/test-00000-of-00001.parquet");
    assertThatThrownBy(() -> parquet("hf"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "has files that are called after splits and would be mixed with each other:"
                + " test-00000-of-00001.parquet, train-00000-of-00001.parquet;");
    assertThat(parquet("hf", "input.split=train").all())
        .isEqualTo(parquet("hf/data/train-*.parquet").all())
        .hasSize(1);
    write("1.jpg");
    write("2.jpg");
    Path list =
        Files.writeString(
            directory.resolve("list.csv"), "path,label,Split\n1.jpg,a,train\n2.jpg,a,test\n");
    String lines = Reading.input("manifest", list);
    assertThatThrownBy(() -> Reading.of(lines))
        .hasMessageContaining("has values of the column Split that are called after splits");
    assertThat(Reading.of(lines, "input.split=test").all()).containsExactly("2.jpg [a] 2.jpg");
    assertThatThrownBy(() -> Reading.of(lines, "input.split=val"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("input.split must name a split of input.path");
  }
}
