package dev.emulsion.cli;

import dev.emulsion.recipe.Recipe;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every command shares which runs a recipe. */
final class RecipeOptions {

  @Option(
      names = {"-r", "--recipe"},
      required = true,
      paramLabel = "FILE",
      description = "A recipe, or the name of a shipped one (see: emulsion recipes).")
  private String recipe;

  @Mixin private InputOptions options;

  Recipe load() {
    return options.load(recipe);
  }
}
