package dev.emulsion.cli;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that every command shares which runs a recipe. */
final class RecipeOptions {

  @Option(
      names = {"-r", "--recipe"},
      required = true,
      paramLabel = "FILE",
      description = "A recipe, or the name of a shipped one (see: emulsion recipes).")
  private String recipe;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "PATH",
      description = "What to read; overrides input.path.")
  private String input;

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

  Recipe load() {
    List<String> overrides = new ArrayList<>(set);
    if (input != null) {
      overrides.add(RecipeLoader.override("input.path", input));
    }
    if (output != null) {
      overrides.add(RecipeLoader.override("output.path", output));
    }
    return ShippedRecipes.text(recipe)
        .map(text -> RecipeLoader.parse(recipe, text, overrides))
        .orElseGet(() -> RecipeLoader.load(Path.of(recipe), overrides));
  }
}
