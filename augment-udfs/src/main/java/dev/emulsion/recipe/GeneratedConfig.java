package dev.emulsion.recipe;

import dev.emulsion.Require;
import dev.emulsion.blend.Rejection;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The {@code generated} section: images that a generative model made from the samples, identified
 * by source id, prompt and index.
 *
 * @param path a table (Parquet, CSV or JSON lines), or a directory of files named as in {@link
 *     Format#FOLDER}
 * @param format layout of {@code path}; empty: detected
 * @param root directory to which the paths in a table are relative; empty: the table's directory
 * @param columns names of a table's columns
 * @param prompts the prompts to use, as {@link #normalized} gives them; empty: all
 * @param perSample number of images per sample and epoch, drawn for each epoch; empty: all
 * @param originals whether the unblended sample is a row, too
 * @param missing how to treat samples without a generated image
 * @param duplicates how to treat images with equal source, prompt and index
 * @param rejection which images count as failed generations
 */
public record GeneratedConfig(
    String path,
    Optional<Format> format,
    Optional<String> root,
    Columns columns,
    List<String> prompts,
    Optional<Integer> perSample,
    Originals originals,
    OnMissing missing,
    Duplicates duplicates,
    Rejection rejection)
    implements Serializable {

  /** The layouts that can be read. */
  public enum Format {
    /** Parquet files with these columns. */
    PARQUET,
    /** CSV with a header line. */
    CSV,
    /** JSON lines. */
    JSON,
    /**
     * Files named {@code SOURCE_generated_PROMPT_INDEX.jpg}, in directories like those of the
     * sources, as the code of DiffuseMix's authors writes them.
     */
    FOLDER
  }

  /** Whether the unblended sample is a row, too. */
  public enum Originals {
    /** No: rows are blends with generated images only. */
    EXCLUDE,
    /** Yes: one more row per sample. */
    INCLUDE
  }

  /** How to treat samples without a generated image. */
  public enum OnMissing {
    /** They are quarantined with reason NO_GENERATED. */
    SKIP,
    /** They become rows without a blend. */
    ORIGINAL,
    /** The run stops before it writes anything. */
    FAIL
  }

  /** How to treat images with equal source, prompt and index. */
  public enum Duplicates {
    /** The run stops before it writes anything. */
    FAIL,
    /** The first by path is used; the others are counted. */
    FIRST
  }

  /**
   * Names of a table's columns.
   *
   * @param path path of the image's file, relative to {@code root}
   * @param image encoded images, BINARY or {@code struct<bytes, path>}; preferred over {@code path}
   *     if the table has this column
   */
  public record Columns(String source, String prompt, String index, String path, String image)
      implements Serializable {

    public static final Columns DEFAULT =
        new Columns("source_id", "prompt", "index", "path", "image");

    static Columns from(Section columns) {
      return new Columns(
          columns.text("source", DEFAULT.source),
          columns.text("prompt", DEFAULT.prompt),
          columns.text("index", DEFAULT.index),
          columns.text("path", DEFAULT.path),
          columns.text("image", DEFAULT.image));
    }

    Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("source", source);
      values.put("prompt", prompt);
      values.put("index", index);
      values.put("path", path);
      values.put("image", image);
      return values;
    }
  }

  /** The default settings with this path. */
  public static GeneratedConfig at(String path) {
    return new GeneratedConfig(
        path,
        Optional.empty(),
        Optional.empty(),
        Columns.DEFAULT,
        List.of(),
        Optional.empty(),
        Originals.EXCLUDE,
        OnMissing.SKIP,
        Duplicates.FAIL,
        Rejection.DEFAULT);
  }

  private static final int MAX_PER_SAMPLE = 10_000;

  public GeneratedConfig {
    Location.require("path", path);
    root.ifPresent(place -> Location.require("root", place));
    prompts = prompts.stream().map(GeneratedConfig::normalized).toList();
    Require.that(
        prompts.stream().noneMatch(String::isEmpty), "prompts must not be blank, were " + prompts);
    Require.that(
        prompts.stream().distinct().count() == prompts.size(),
        "prompts must be distinct, were " + prompts);
    perSample.ifPresent(
        n ->
            Require.within(
                "per-sample", 1, MAX_PER_SAMPLE, n, "auto uses all, however many there are"));
  }

  /** The form in which prompts are compared: stripped and in lower case. */
  public static String normalized(String prompt) {
    return prompt.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether the run uses images of {@code prompt}, which must be {@link #normalized}. */
  public boolean uses(String prompt) {
    return prompts.isEmpty() || prompts.contains(prompt);
  }

  GeneratedConfig withPaths(UnaryOperator<String> change) {
    return at(change.apply(path), format, root.map(change));
  }

  /** See {@link Recipe#forRunId}. */
  GeneratedConfig forRunId() {
    return at(Recipe.NO_PATH, Optional.empty(), Optional.empty());
  }

  private GeneratedConfig at(String path, Optional<Format> format, Optional<String> root) {
    return new GeneratedConfig(
        path, format, root, columns, prompts, perSample, originals, missing, duplicates, rejection);
  }

  static GeneratedConfig from(Section generated) {
    GeneratedConfig fallback = at(generated.text("path"));
    Section columns = generated.section("columns", Columns.DEFAULT.values().keySet());
    Section reject = generated.section("reject", values(Rejection.DEFAULT).keySet());
    return new GeneratedConfig(
        fallback.path,
        generated.choiceOrAuto("format", Format.class),
        generated.has("root") ? Optional.of(generated.text("root")) : Optional.empty(),
        Columns.from(columns),
        generated.texts("prompts", fallback.prompts),
        generated.integerOrAuto("per-sample"),
        generated.choice("originals", fallback.originals),
        generated.choice("missing", fallback.missing),
        generated.choice("duplicates", fallback.duplicates),
        reject.make(GeneratedConfig::rejection).orElse(fallback.rejection));
  }

  private static Rejection rejection(Section reject) {
    return new Rejection(
        reject.choice("rule", Rejection.DEFAULT.rule()),
        reject.number("share", Rejection.DEFAULT.share()),
        reject.integer("level", Rejection.DEFAULT.level()));
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", path);
    values.put("format", format.map(Names::of).orElse(Section.AUTO));
    values.put("root", root.orElse(null));
    values.put("columns", columns.values());
    values.put("prompts", new ArrayList<>(prompts));
    values.put("per-sample", perSample.<Object>map(n -> n).orElse(Section.AUTO));
    values.put("originals", Names.of(originals));
    values.put("missing", Names.of(missing));
    values.put("duplicates", Names.of(duplicates));
    values.put("reject", values(rejection));
    return values;
  }

  private static Map<String, Object> values(Rejection rejection) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rule", Names.of(rejection.rule()));
    values.put("share", rejection.share());
    values.put("level", rejection.level());
    return values;
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
