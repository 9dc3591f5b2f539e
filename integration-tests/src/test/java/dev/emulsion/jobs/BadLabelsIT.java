package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.census.LabelReader;
import dev.emulsion.jobs.census.LabelScan;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.InMemorySamples;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scala.collection.JavaConverters;

/** Labels that cannot be used are rejected before any image is read, each with its own message. */
class BadLabelsIT {

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;

  static Stream<Arguments> bad() {
    return Stream.of(
        bad(
            "if(id in ('p3', 'p5'), null, array('a'))",
            "every sample needs a label, but p3 has none (2 in all); remove such samples from the"
                + " input, or label them"),
        bad(
            "if(id = 'p3', array(), array(1))",
            "every sample needs a class, but p3 has an empty list (1 in all); remove such samples"
                + " from the input, or label them"),
        bad(
            "if(id = 'p3', array('a', null), array('b'))",
            "a list of classes must not contain null, was [a, null] for p3 (1 in all); remove it"
                + " from the list"),
        bad(
            "if(id = 'p3', -1, 1)",
            "a class number must be 0 or more, was -1 for p3 (1 in all); remove samples without a"
                + " class from the input, which datasets mark with -1 in test splits, or set"
                + " labels.order to lexical if the labels are names"),
        bad(
            "array(1, if(id = 'p3', 7, 2))",
            "a class number must be between 0 and 4, was 7 for p3 (1 in all); set labels.classes to"
                + " the number of classes, or correct the labels",
            "labels.classes=5"),
        bad(
            "if(id = 'p3', 5000000000, 1)",
            "p3 asks for 5000000001 classes; if there really are so many, set labels.classes to"
                + " their number, or labels.order to lexical if the labels are names"),
        bad(
            "if(id < 'p3', array(0.5d, double('NaN')), array(1d, 0d))",
            "weights must be finite and not negative, was NaN for class 1 of p0 (3 in all); correct"
                + " the weights"),
        bad(
            "if(id = 'p3', array(float('Infinity'), 1f), array(1f, 0f))",
            "weights must be finite and not negative, was Infinity for class 0 of p3 (1 in all);"
                + " correct the weights"),
        bad(
            "if(id = 'p3', array(1f, -0.5f), array(1f, 0f))",
            "weights must be finite and not negative, was -0.5 for class 1 of p3 (1 in all);"
                + " correct the weights"),
        bad(
            "if(id = 'p3', array(1f, null), array(1f, 0f))",
            "weights must be finite and not negative, was null for class 1 of p3 (1 in all);"
                + " correct the weights"),
        bad(
            "if(id = 'p3', array(0f, 0f), array(1f, 0f))",
            "at least one weight must be positive, but p3 has none (1 in all); remove such samples"
                + " from the input, or give a class a positive weight"),
        bad(
            "if(id = 'p3', array(1f, 0f, 0f), array(1f, 0f))",
            "all samples must have the same number of weights, but p0 has 2 and p3 has 3; give"
                + " every sample one weight per class"),
        bad(
            "if(id = 'p3', array(1f, 0f, 0f), array(1f, 0f))",
            "every sample needs 2 weights, one per class, but p3 has 3 (1 in all); set"
                + " labels.classes to the number of classes, or correct the weights",
            "labels.classes=2"));
  }

  private static Arguments bad(String label, String sentence, String... set) {
    return Arguments.of(label, sentence, List.of(set));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void aBadLabelIsNamed(String label, String sentence, List<String> set) {
    assertThatThrownBy(() -> scan(label, "concat('p', id)", set))
        .isInstanceOf(DataException.class)
        .hasMessage(sentence);
  }

  @Test
  void aRunReportsAllBadLabelsAtOnceAndWritesNothing() {
    Recipe recipe =
        table(
            "case id when 'p3' then array(0f) when 'p4' then null else array(1f) end",
            "concat('p', id)",
            List.of());
    assertThatThrownBy(() -> new AugmentJob(spark, recipe).run())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every sample needs a label, but p4 has none (1 in all); remove such samples from the"
                + " input, or label them\n"
                + "at least one weight must be positive, but p3 has none (1 in all); remove such"
                + " samples from the input, or give a class a positive weight");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void missingIdsAreCounted() {
    assertThatThrownBy(() -> scan("'a'", "if(id in (3, 5), null, id)", List.of()))
        .isInstanceOf(DataException.class)
        .hasMessage("every sample needs an id, but some have none (2 in all); fill the id column");
  }

  @Test
  void namesUnknownToTheSourceAreNamed() {
    assertThatThrownBy(() -> scan(Optional.of(List.of("cat", "dog")), "cat", "zebra"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a label must be one of the 2 classes that the input names, was zebra for s1 (1 in"
                + " all); correct the labels, or the list of classes");
  }

  @Test
  void textsThatAreNotNumbersAreNamed() {
    assertThatThrownBy(() -> scan(Optional.empty(), "0", "seven"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a label must be a whole class number, was seven for s1 (1 in all); give every class a"
                + " number, or set labels.order to lexical if the labels are names");
  }

  @Test
  void theNamesOfTheSourceAreTheClassesInTheirOrder() {
    LabelReader reader = scan(Optional.of(List.of("dog", "ant", "cat")), "cat", "dog");
    assertThat(reader.classes()).containsExactly("dog", "ant", "cat");
    assertThat(reader.read("s9", SourceLabel.ofTexts(List.of("cat"))))
        .isEqualTo(new Label.Single(2));
    assertThatThrownBy(() -> reader.read("s9", SourceLabel.ofTexts(List.of("zebra"))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the label of s9 changed after the input was listed; rerun once the input is no longer"
                + " being written");
  }

  @Test
  void anotherNumberOfClassesThanTheSourceNamesIsRejected() {
    assertThatThrownBy(
            () -> scan(Optional.of(List.of("cat", "dog")), List.of("labels.classes=3"), "cat"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("labels.classes must be 2, the number of classes that the input names, was 3");
  }

  /** The reader for samples s0, s1, ... with these labels; numbers unless names are given. */
  private LabelReader scan(Optional<List<String>> names, String... labels) {
    return scan(names, List.of(), labels);
  }

  private LabelReader scan(Optional<List<String>> names, List<String> set, String... labels) {
    List<Row> index = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      index.add(row("s" + i, labels[i]));
    }
    Samples samples = new InMemorySamples(spark, index, List.of(), Label.Kind.SINGLE, names);
    return LabelScan.reader(samples.info(), samples.index(), recipe(directory, set).labels());
  }

  private static Row row(String id, String label) {
    return RowFactory.create(
        id, JavaConverters.asScalaBuffer(List.of(label)), null, id, 0L, FileStamp.UNKNOWN);
  }

  /** Scans nine samples of a table, whose labels and ids are SQL over {@code id}, 0 to 8. */
  private LabelReader scan(String label, String id, List<String> set) {
    Recipe recipe = table(label, id, set);
    Samples samples = Samples.open(spark, recipe);
    return LabelScan.reader(samples.info(), samples.index(), recipe.labels());
  }

  private Recipe table(String label, String id, List<String> set) {
    Path table = directory.resolve("table");
    spark
        .range(9)
        .selectExpr(id + " as id", "cast('not read' as binary) as image")
        .selectExpr("id", "image", label + " as label")
        .coalesce(1)
        .write()
        .parquet(table.toString());
    return recipe(table, set);
  }

  private Recipe recipe(Path table, List<String> set) {
    return Recipes.input("format: parquet, path: " + table + ", columns: {id: id}")
        .without("transform")
        .without("mix")
        .to(directory.resolve("out"))
        .load(set);
  }
}
