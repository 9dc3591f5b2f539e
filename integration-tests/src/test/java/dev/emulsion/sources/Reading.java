package dev.emulsion.sources;

import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.LabelScan;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Reads a source as the jobs do. Contents are texts, because nothing is decoded. */
final class Reading {

  private final Samples samples;

  private Reading(Samples samples) {
    this.samples = samples;
  }

  /** Opens the input that a section such as {@code {format: manifest, path: …}} names. */
  static Reading of(String input, String... set) {
    return new Reading(Samples.open(spark(), recipe(input, "unused", set)));
  }

  static SparkSession spark() {
    return LocalSpark.session();
  }

  static Recipe recipe(String input, Object output, String... set) {
    String yaml = "input: " + input + "\noutput: {path: '" + output + "'}\n";
    return RecipeLoader.parse("sources.yaml", yaml, List.of(set));
  }

  static String input(String format, Path path) {
    return "{format: " + format + ", path: '" + path + "'}";
  }

  Samples samples() {
    return samples;
  }

  /** Names of the classes, in the order of their indices; {@code set} settings of labels. */
  List<String> classes(String... set) {
    LabelsConfig labels = recipe("{path: unused}", "unused-too", set).labels();
    return LabelScan.reader(samples.info(), samples.index(), labels).classes();
  }

  /** Every sample as {@code id label content}. */
  List<String> all() {
    return texts(samples.payload(samples.index()));
  }

  /** The samples whose ids end so, found in the index first. */
  List<String> endingWith(String end) {
    Dataset<Row> part = samples.index().filter(functions.col(Samples.ID).endsWith(end));
    return texts(samples.payload(part));
  }

  /** Ids and encoded lengths of the index. */
  List<String> lengths() {
    List<String> texts = new ArrayList<>();
    samples
        .index()
        .collectAsList()
        .forEach(row -> texts.add(row.getString(0) + " " + row.getLong(4)));
    Collections.sort(texts);
    return texts;
  }

  private static List<String> texts(Dataset<Row> payload) {
    List<String> texts = new ArrayList<>();
    for (Row row : payload.collectAsList()) {
      String label = String.valueOf(row.isNullAt(1) ? weights(row) : row.getList(1));
      String content = new String(row.<byte[]>getAs(4), StandardCharsets.UTF_8);
      texts.add(row.getString(0) + " " + label + " " + content);
    }
    Collections.sort(texts);
    return texts;
  }

  private static Object weights(Row row) {
    return row.isNullAt(2) ? "none" : row.getList(2);
  }
}
