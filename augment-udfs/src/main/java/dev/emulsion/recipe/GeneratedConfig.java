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
 * The {@code generated} section: images that a generative model made of the samples, named by
 * source id, prompt and variant.
 *
 * @param path a table (Parquet, CSV or JSON lines), or a folder of files named as {@link Format}
 *     says
 * @param format of what is at {@code path}; empty to look
 * @param root where the relative paths of a table begin; empty for the table's own directory
 * @param columns of a table
 * @param prompts that are used, in the form of {@link #normalized}; empty for all there are
 * @param perSample how many images of a sample an epoch uses, drawn anew for each; empty for all
 * @param originals whether the sample itself is a row as well
 * @param missing what becomes of samples without an image
 * @param duplicates what to do when a table names source, prompt and variant twice
 * @param rejection which images are failures
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
     * Files named {@code SOURCE_generated_PROMPT_VARIANT.jpg}, below folders like those of the
     * sources, as the authors' code of DiffuseMix writes them.
     */
    FOLDER
  }

  /** Whether samples are rows as they are, too. */
  public enum Originals {
    /** Only joined with a generated image. */
    EXCLUDE,
    /** Beside the others, one row more. */
    INCLUDE
  }

  /** What becomes of a sample of which there is no generated image. */
  public enum OnMissing {
    /** It is listed in quarantine with reason NO_GENERATED. */
    SKIP,
    /** It is a row as it is. */
    ORIGINAL,
    /** The run does not begin. */
    FAIL
  }

  /** What happens to images that share source, prompt and variant. */
  public enum Duplicates {
    /** The run does not begin. */
    FAIL,
    /** The first by location is used; the others are counted. */
    FIRST
  }

  /**
   * Names of a table's columns.
   *
   * @param path of the image's file, relative to {@code root}
   * @param image encoded images, BINARY or {@code struct<bytes, path>}; used if it is there
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

  /** Everything but the path at its default. */
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

  public GeneratedConfig {
    Location.require("path", path);
    root.ifPresent(place -> Location.require("root", place));
    prompts = prompts.stream().map(GeneratedConfig::normalized).toList();
    Require.that(
        prompts.stream().noneMatch(String::isEmpty), "prompts must not be blank, were " + prompts);
    Require.that(
        prompts.stream().distinct().count() == prompts.size(),
        "prompts must be distinct, were " + prompts);
    perSample.ifPresent(n -> Require.atLeast("per-sample", 1, n));
  }

  /** A prompt as it is compared: without blanks around it, in lower case. */
  public static String normalized(String prompt) {
    return prompt.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether images of {@code prompt}, which is {@link #normalized}, are used. */
  public boolean uses(String prompt) {
    return prompts.isEmpty() || prompts.contains(prompt);
  }

  GeneratedConfig withPaths(UnaryOperator<String> change) {
    return at(change.apply(path), format, root.map(change));
  }

  /** This section with fixed values for what has no influence on the rows. */
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
