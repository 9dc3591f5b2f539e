package dev.emulsion.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.label.Label;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of images. */
class ImageListIT {

  @TempDir private Path directory;
  private Path elsewhere;

  @BeforeEach
  void writeImages() throws IOException {
    Files.createDirectories(directory.resolve("lists/a b"));
    elsewhere = Files.createDirectories(directory.resolve("else where"));
    Files.writeString(directory.resolve("lists/a b/1:ä%20.jpg"), "one");
    Files.writeString(directory.resolve("lists/2.jpg"), "two");
    Files.writeString(elsewhere.resolve("3.jpg"), "three");
  }

  private Reading read(String name, String text, String... set) throws IOException {
    Path list = Files.writeString(directory.resolve("lists").resolve(name), text);
    return Reading.of(Reading.input("manifest", list), set);
  }

  @Test
  void pathsAreRelativeToTheListOrFromTheRootOrUris() throws IOException {
    String uri = elsewhere.resolve("3.jpg").toUri().getScheme() + "://" + elsewhere + "/3.jpg";
    Reading reading =
        read(
            "list.csv",
            "\uFEFFlabel,path\ncat,\"a b/1:ä%20.jpg\"\n\"d\"\"og\",./2.jpg\ncat,"
                + elsewhere
                + "/3.jpg\ncat,"
                + uri
                + "\n");
    assertThat(reading.all())
        .containsExactlyInAnyOrder(
            "a b/1:ä%20.jpg [cat] one",
            "2.jpg [d\"og] two", elsewhere + "/3.jpg [cat] three", uri + " [cat] three");
    assertThat(reading.classes()).containsExactly("cat", "d\"og");
    assertThat(reading.samples().info().totalBytes()).isEqualTo(16);
    assertThat(reading.endingWith("2.jpg")).containsExactly("2.jpg [d\"og] two");
  }

  @Test
  void columnsHaveAnyNameAndAnIdMayBeGiven() throws IOException {
    Reading reading =
        read(
            "list.tsv",
            "key\tfile name\tclass\nx\t2.jpg\t7\n",
            "input.columns={id: key, image: file name, label: class}");
    assertThat(reading.all()).containsExactly("x [7] two");
    assertThat(reading.classes()).hasSize(8);
  }

  @Test
  void jsonLinesHoldLabelsOfAnyForm() throws IOException {
    String several = "{\"path\": \"2.jpg\", \"label\": [\"cat\", \"dog\"]}\n";
    Reading multi = read("list.jsonl", several);
    assertThat(multi.all()).containsExactly("2.jpg [cat, dog] two");
    assertThat(multi.samples().info().labelKind()).isEqualTo(Label.Kind.MULTI);
    Reading weights = read("w.ndjson", "{\"path\": \"2.jpg\", \"label\": [0.25, 0.75]}\n");
    assertThat(weights.all()).containsExactly("2.jpg [0.25, 0.75] two");
    assertThat(weights.samples().info().labelKind()).isEqualTo(Label.Kind.DISTRIBUTION);
    String whole = "{\"path\": \"2.jpg\", \"label\": [1, 0]}\n";
    assertThat(read("n.json", whole).samples().info().labelKind()).isEqualTo(Label.Kind.MULTI);
    assertThat(read("d.json", whole, "labels.kind=distribution").all())
        .containsExactly("2.jpg [1.0, 0.0] two");
  }

  @Test
  void aMissingFileHasNoBytes() throws IOException {
    Reading reading = read("list.csv", "path,label\ngone.jpg,cat\n2.jpg,\n");
    assertThat(reading.all()).containsExactly("2.jpg none two", "gone.jpg [cat] ");
  }

  @Test
  void linesWithTheSamePathAreDifferentSamples() throws IOException {
    Reading reading = read("list.csv", "path,label\n2.jpg,dog\n2.jpg,cat\n2.jpg,cat\n");
    assertThat(reading.samples().index().select("location").distinct().count()).isEqualTo(3);
    assertThat(reading.all())
        .containsExactly("2.jpg [cat] two", "2.jpg [cat] two", "2.jpg [dog] two");
  }

  @Test
  void integralFloatsAreIntegersAndOtherNumbersAreRefused() throws IOException {
    String paths = "path,label\n2.jpg,10.0\n./2.jpg,2.0\na b/1:ä%20.jpg,1\n";
    assertThat(read("list.csv", paths).classes()).hasSize(11).endsWith("10");
    Reading lexical = read("list.csv", paths, "labels.order=lexical");
    assertThat(lexical.classes("labels.order=lexical")).containsExactly("1", "10.0", "2.0");
    for (String wrong : new String[] {"1.5", "+1", "1e3", "NaN", "None", "inf"}) {
      Reading reading = read("list.csv", "path,label\n2.jpg," + wrong + "\na b/1:ä%20.jpg,1\n");
      assertThatThrownBy(() -> reading.classes())
          .isInstanceOf(DataException.class)
          .hasMessage(
              "a label must be a whole class number, was "
                  + wrong
                  + " for 2.jpg (1 in all); give every class a number, or set labels.order to"
                  + " lexical if the labels are names");
    }
    String names = "path,label\n2.jpg,1.5\na b/1:ä%20.jpg,cat\n";
    assertThat(read("list.csv", names).classes()).containsExactly("1.5", "cat");
  }

  @Test
  void aListOfTrueAndFalseIsRefused() {
    assertThatThrownBy(() -> read("l.jsonl", "{\"path\": \"2.jpg\", \"label\": [true, false]}\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a list of classes must not contain true or false, but 2.jpg has such a label; write"
                + " the numbers of the classes that are true, or 1 and 0 with labels.kind:"
                + " distribution");
  }

  @Test
  void aListSeparatedBySemicolonsIsRefused() {
    assertThatThrownBy(() -> read("l.csv", "path;label\n2.jpg;cat\n"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("columns must be separated by commas, or by tabs in a .tsv, but")
        .hasMessageEndingWith(" is path;label; save it with commas");
  }

  @Test
  void aListInUtf16IsRefused() throws IOException {
    Path list = directory.resolve("utf16.csv");
    Files.writeString(list, "path,label\n2.jpg,cat\n", StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> Reading.of(Reading.input("manifest", list)))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("utf16.csv must be UTF-8, but is UTF-16; save it as UTF-8");
  }

  @Test
  void linesWithoutAPathAreCounted() {
    assertThatThrownBy(() -> read("list.jsonl", "{\"path\": \"2.jpg\"}\n{\"pa\n{}\n"))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(
            "list.jsonl needs a path, but 2 have none or cannot be parsed; correct or remove them,"
                + " or set input.columns.image to the field that has it");
  }

  @Test
  void labelsOfTwoFormsAreNamed() {
    assertThatThrownBy(() -> read("list.csv", "path,label\n2.jpg,\"[0.5, 0.5]\"\n1.jpg,cat\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "labels must be weights for all samples or for none, but 2.jpg has weights and 1.jpg a"
                + " name; write them all in one form");
  }

  @Test
  void aDirectoryOfSeveralListsIsAmbiguous() throws IOException {
    Path lists = Files.createDirectories(directory.resolve("parts"));
    Files.writeString(lists.resolve("a.csv"), "path,label\n2.jpg,1\n");
    Files.writeString(lists.resolve("b.jsonl"), "{\"path\": \"2.jpg\", \"label\": 1}\n");
    assertThatThrownBy(() -> Reading.of(Reading.input("manifest", lists)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.path must be a list, or a directory of parts of one format; "
                + lists
                + " has a.csv and b.jsonl; name one file");
  }

  @Test
  void filesThatAreNotAListAreNamed() {
    assertThatThrownBy(() -> read("list.xml", ""))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.path must be a list that ends with .csv, .tsv, .jsonl, .json, .ndjson, was "
                + directory.resolve("lists/list.xml"));
    assertThatThrownBy(() -> read("list.csv", "file,label\n2.jpg,1\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.columns.image names path, but the table has file, label; name the one that is"
                + " meant");
    assertThatThrownBy(() -> read("empty.csv", "path,label\n"))
        .isInstanceOf(DataException.class)
        .hasMessage("no images in " + directory.resolve("lists/empty.csv") + ": the list is empty");
  }
}
