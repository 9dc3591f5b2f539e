package dev.emulsion.cli;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command shares which reads an input and writes an output. */
final class InputOptions {

  @Option(
      names = {"-i", "--input"},
      paramLabel = "PATH",
      description = "What to read; overrides input.path.")
  private String input;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      description =
          "How it is laid out; overrides input.format: image-folder, parquet, table, huggingface,"
              + " webdataset or manifest.")
  private String format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description = "Where to write; overrides output.path.")
  private String output;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides one key of the recipe, such as mix.p=0.5; may be given repeatedly.")
  private List<String> set = List.of();

  /**
   * The recipe with the options in it.
   *
   * @param recipe a file, or the name of a shipped one; null for one that says nothing
   */
  Recipe load(String recipe) {
    return load(recipe, List.of());
  }

  /**
   * The same.
   *
   * @param more overrides, of options that other commands have not
   */
  Recipe load(String recipe, List<String> more) {
    List<String> overrides = new ArrayList<>(set);
    overrides.addAll(more);
    add(overrides, "input.path", input);
    add(overrides, "input.format", format);
    add(overrides, "output.path", output);
    Optional<String> text = recipe == null ? Optional.of("{}") : ShippedRecipes.text(recipe);
    String source = recipe == null ? "the command" : recipe;
    return text.map(yaml -> RecipeLoader.parse(source, yaml, overrides))
        .orElseGet(() -> RecipeLoader.load(Path.of(recipe), overrides));
  }

  /** Overrides {@code key} if there is a value. */
  static void add(List<String> overrides, String key, String value) {
    if (value != null) {
      overrides.add(RecipeLoader.override(key, value));
    }
  }
}
