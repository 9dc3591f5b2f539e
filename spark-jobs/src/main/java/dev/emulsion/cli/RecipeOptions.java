package dev.emulsion.cli;

import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
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

  @Option(
      names = "--generated",
      paramLabel = "PATH",
      description = "Images that were generated from the input; overrides generated.path.")
  private String generated;

  @Option(
      names = "--mixing-set",
      paramLabel = "PATH",
      description = "A set of images to lay over others; overrides mixing-set.path.")
  private String fractals;

  Recipe load() {
    List<String> overrides = new ArrayList<>();
    InputOptions.add(overrides, "generated.path", generated);
    InputOptions.add(overrides, "mixing-set.path", fractals);
    return options.load(recipe, overrides);
  }
}
