package dev.emulsion.cli;

import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that runs a recipe. */
final class RecipeOptions {

  @Option(
      names = {"-r", "--recipe"},
      required = true,
      paramLabel = "FILE",
      description = "A recipe file, or the name of a shipped recipe (see: emulsion recipes).")
  private String recipe;

  @Mixin private InputOptions options;

  @Option(
      names = "--generated",
      paramLabel = "PATH",
      description = "Images generated from the input; overrides generated.path.")
  private String generated;

  @Option(
      names = "--mixing-set",
      paramLabel = "PATH",
      description = "A set of images to blend samples with; overrides mixing-set.path.")
  private String mixingSet;

  Recipe load() {
    return options.load(recipe, overrides(), Optional.empty());
  }

  /** The recipe for a command that writes nothing, so that no output must be given. */
  Recipe loadWithoutOutput() {
    return options.load(recipe, overrides(), Optional.of(EstimateJob.NO_OUTPUT));
  }

  private List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    InputOptions.add(overrides, "generated.path", generated);
    InputOptions.add(overrides, "mixing-set.path", mixingSet);
    return overrides;
  }
}
