package dev.emulsion.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.side.ImageSet;
import dev.emulsion.recipe.MixingSetConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of images. Contents are texts, because nothing is decoded. */
class ImageSetIT {

  @TempDir private Path directory;

  private final SparkSession spark = Reading.spark();

  private ImageSet open(Path path, String id) {
    MixingSetConfig config = new MixingSetConfig(path.toString(), id, "image");
    return ImageSet.open(spark, config, new DecodeLimits(1000, 100, 10_000));
  }

  private ImageSet open(Path path) {
    return open(path, MixingSetConfig.DEFAULT_ID);
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path table(String name, String values) {
    Path path = directory.resolve(name);
    spark
        .sql("SELECT col1 AS fractal_id, cast(col2 AS binary) AS image FROM VALUES " + values)
        .repartition(2)
        .write()
        .parquet(path.toString());
    return path;
  }

  private static List<String> texts(ImageSet set) {
    return set.payload().collectAsList().stream()
        .map(
            row ->
                row.getString(0) + " " + new String(row.<byte[]>getAs(1), StandardCharsets.UTF_8))
        .sorted()
        .toList();
  }

  @Test
  void aFolderIsASetByItsPaths() throws IOException {
    write("f/b.png", "two");
    write("f/deep/[a] ä#.jpg", "one");
    write("f/\uFF5Ea.png", "five");
    write("f/🎨.png", "four");
    write("f/list.csv", "");
    write("f/_emulsion/1.png", "");
    ImageSet set = open(directory.resolve("f"));
    // by UTF-8: ～ (EF BD 9E) is before 🎨 (F0 9F 8E A8), though not as UTF-16
    assertThat(set.ids()).containsExactly("b.png", "deep/[a] ä#.jpg", "\uFF5Ea.png", "🎨.png");
    assertThat(set.count()).isEqualTo(4);
    assertThat(set.bytes()).isEqualTo(14);
    assertThat(texts(set))
        .containsExactlyInAnyOrder(
            "b.png two", "deep/[a] ä#.jpg one", "\uFF5Ea.png five", "🎨.png four");
  }

  @Test
  void aTableIsASetHoweverItsRowsAreSplit() throws IOException {
    ImageSet set = open(table("t", "('b', 'two'), ('a', 'one'), ('c', null)"));
    assertThat(set.ids()).containsExactly("a", "b", "c");
    assertThat(set.bytes()).isEqualTo(6);
    assertThat(texts(set)).containsExactly("a one", "b two", "c ");
    assertThat(open(table("u", "('a', 'ONE'), ('c', ''), ('b', 'TWO')")).digest())
        .isEqualTo(set.digest());
    assertThat(open(table("v", "('a', 'one!'), ('c', ''), ('b', 'two')")).digest())
        .isNotEqualTo(set.digest());
  }

  @Test
  void pathsAndTablesThatAreNotASetAreNamed() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    assertThatThrownBy(() -> open(empty))
        .isInstanceOf(DataException.class)
        .hasMessage("no images in " + empty + ": expected Parquet files or images");
    Path twice = table("twice", "('a', 'one'), ('b', 'two'), ('a', 'three')");
    assertThatThrownBy(() -> open(twice))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "names of images in a mixing set must be unique, but "
                + twice
                + " has several that are called a; rename them, or set mixing-set.id to a column of"
                + " unique names");
    Path nameless = table("nameless", "('a', 'one'), (null, 'two')");
    assertThatThrownBy(() -> open(nameless))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every image of "
                + nameless
                + " needs a name, but 1 have none; fill the column, or set mixing-set.id to"
                + " another");
    assertThatThrownBy(() -> open(nameless, "name"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "mixing-set.id names name, but the table has fractal_id, image; name the one that is"
                + " meant");
    write("list.csv", "a");
    assertThatThrownBy(() -> open(directory.resolve("list.csv")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "mixing-set.path must be Parquet files or a folder of images, was "
                + directory.resolve("list.csv"));
    assertThatThrownBy(() -> open(directory.resolve("gone")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("mixing-set.path " + directory.resolve("gone") + " does not exist");
  }
}
