package dev.emulsion.cli;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that reads an input and writes an output. */
final class InputOptions {

  @Option(
      names = {"-i", "--input"},
      paramLabel = "PATH",
      description = "Path of the input; overrides input.path.")
  private String input;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      description =
          "Format of the input: image-folder, parquet, table, huggingface, webdataset or manifest;"
              + " overrides input.format.")
  private String format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description = "Directory to write to; overrides output.path.")
  private String output;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override one key of the recipe, such as mix.p=0.5; may be repeated.")
  private List<String> set = List.of();

  /** A recipe that consists of the options alone. */
  Recipe load() {
    return load(List.of());
  }

  /** A recipe that consists of the options and {@code more} overrides. */
  Recipe load(List<String> more) {
    return RecipeLoader.parse("the command line", "{}", overrides(more));
  }

  /**
   * A recipe with the options applied to it.
   *
   * @param recipe path or URI of a file, or name of a shipped recipe
   * @param more overrides from options that other commands do not have
   * @param defaultOutput the output path if neither recipe nor options set one
   */
  Recipe load(String recipe, List<String> more, Optional<String> defaultOutput) {
    String yaml = ShippedRecipes.text(recipe).orElseGet(() -> RecipeFile.read(recipe));
    return RecipeLoader.parse(recipe, yaml, overrides(more), defaultOutput);
  }

  /** The output, if it was given. */
  Optional<String> output() {
    return Optional.ofNullable(output);
  }

  private List<String> overrides(List<String> more) {
    List<String> overrides = new ArrayList<>(set);
    overrides.addAll(more);
    add(overrides, "input.path", input);
    add(overrides, "input.format", format);
    add(overrides, "output.path", output);
    return overrides;
  }

  /** Adds an override of {@code key} if {@code value} was given. */
  static void add(List<String> overrides, String key, String value) {
    if (value != null) {
      overrides.add(RecipeLoader.override(key, value));
    }
  }
}
