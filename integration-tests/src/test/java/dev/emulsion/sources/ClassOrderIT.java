package dev.emulsion.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.SourceInfo;
import dev.emulsion.io.source.SourceInfo.Texts;
import dev.emulsion.jobs.census.LabelReader;
import dev.emulsion.jobs.census.LabelScan;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.testing.TarFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One rule gives every class its index, whatever source names it. */
class ClassOrderIT {

  private static final List<String> CLASSES = List.of("0", "2", "10");

  @TempDir private Path directory;

  /** The index of the class of each sample, by the stem of its id. */
  private static TreeMap<String, Integer> indices(String input, String... set) {
    String[] all = Arrays.copyOf(set, set.length + 1);
    all[set.length] = "input.ids=stem";
    LabelsConfig labels = Reading.recipe(input, "unused", all).labels();
    Samples samples = Reading.of(input, all).samples();
    LabelReader reader = LabelScan.reader(samples.info(), samples.index(), labels);
    TreeMap<String, Integer> indices = new TreeMap<>();
    for (Row row : samples.index().collectAsList()) {
      IndexRow sample = IndexRow.of(row);
      indices.put(sample.id(), reader.read(sample).main());
    }
    return indices;
  }

  private Path folder(String... classes) throws IOException {
    Path images = directory.resolve("images");
    for (String name : classes) {
      Files.writeString(Files.createDirectories(images.resolve(name)).resolve("a.jpg"), name);
    }
    return images;
  }

  private List<String> inputs() throws IOException {
    Path images = folder(CLASSES.toArray(new String[0]));
    StringBuilder csv = new StringBuilder("path,label\n");
    StringBuilder json = new StringBuilder();
    List<String> values = new ArrayList<>();
    try (TarFile tar = new TarFile(directory.resolve("tars/a.tar"))) {
      for (String name : CLASSES) {
        String path = name + "/a.jpg";
        csv.append(path).append(',').append(name).append(".0\n");
        json.append("{\"path\": \"" + path + "\", \"label\": " + name + "}\n");
        tar.add(path, name).add(name + "/a.cls", name);
        values.add("struct('" + path + "' AS path, binary('x') AS bytes) AS image, '" + name + "'");
      }
    }
    Path parquet = directory.resolve("parquet");
    Path numbers = directory.resolve("numbers");
    Reading.spark()
        .sql("SELECT " + String.join(" AS label UNION ALL SELECT ", values) + " AS label")
        .write()
        .parquet(parquet.toString());
    Reading.spark()
        .read()
        .parquet(parquet.toString())
        .selectExpr("image", "cast(label AS double) AS label")
        .write()
        .parquet(numbers.toString());
    return List.of(
        Reading.input("image-folder", images),
        Reading.input("manifest", Files.writeString(images.resolve("list.csv"), csv)),
        Reading.input("manifest", Files.writeString(images.resolve("list.jsonl"), json)),
        Reading.input("webdataset", directory.resolve("tars")),
        Reading.input("parquet", parquet),
        Reading.input("parquet", numbers),
        "{format: table, path: 'parquet.`" + parquet + "`'}");
  }

  @Test
  void anIntegerIsTheIndexInEverySource() throws IOException {
    for (String input : inputs()) {
      assertThat(indices(input)).as(input).hasToString("{0/a=0, 10/a=10, 2/a=2}");
      // torchvision's order: 0, 10, 2
      assertThat(indices(input, "labels.order=lexical"))
          .as(input)
          .hasToString("{0/a=0, 10/a=1, 2/a=2}");
    }
  }

  @Test
  void aNameAmongIntegersMakesAllOfThemNames() throws IOException {
    String input = Reading.input("image-folder", folder("0", "10", "2", "cat"));
    assertThat(indices(input)).hasToString("{0/a=0, 10/a=1, 2/a=2, cat/a=3}");
    assertThatThrownBy(() -> indices(input, "labels.order=numeric"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("a label must be a whole class number, was cat for cat/a (1 in");
  }

  @Test
  void foldersOfOneNumberAreNotOneClass() throws IOException {
    String input = Reading.input("image-folder", folder("1", "01"));
    assertThatThrownBy(() -> indices(input))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every class needs a folder with a number of its own, but 01 and 1 are both 1; rename"
                + " one of them, or set labels.order to lexical if they are names");
    assertThat(indices(input, "labels.order=lexical")).hasToString("{01/a=0, 1/a=1}");
  }

  @Test
  void anOrderThatTheInputDoesNotHaveIsRejected() {
    SourceInfo info =
        new SourceInfo(
            Label.Kind.SINGLE,
            Texts.NUMBERS,
            Optional.of(List.of("dog", "cat")),
            true,
            true,
            1,
            0,
            Map.of(),
            "");
    LabelsConfig labels = Reading.recipe("{path: in}", "unused", "labels.order=lexical").labels();
    assertThatThrownBy(() -> LabelScan.reader(info, Reading.spark().emptyDataFrame(), labels))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "labels.order must be auto where the input itself orders its classes otherwise, was"
                + " lexical, but the first classes are dog, cat");
  }

  @Test
  void weightsHaveNoOtherOrder() throws IOException {
    Path list = Files.writeString(directory.resolve("l.csv"), "path,label\na.jpg,\"[0.5, 0.5]\"\n");
    String input = Reading.input("manifest", list);
    assertThatThrownBy(() -> indices(input, "labels.order=numeric"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "labels.order must be auto where labels are weights, whose positions are the classes,"
                + " was numeric");
  }
}
