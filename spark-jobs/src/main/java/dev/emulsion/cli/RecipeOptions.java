package dev.emulsion.cli;

import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.recipe.Recipe;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that runs a recipe. */
final class RecipeOptions {

  @Option(
      names = {"-r", "--recipe"},
      required = true,
      paramLabel = "FILE",
      description =
          "A recipe: a local file, a URI such as s3a://bucket/my.yaml, or the name of a shipped"
              + " recipe (see: emulsion recipes).")
  private String recipe;

  @Mixin private InputOptions options;
  @Mixin private SideInputOptions sideInputs;

  Recipe load() {
    return options.load(recipe, sideInputs.overrides(), Optional.empty());
  }

  /** The recipe for a command that writes nothing, so that no output must be given. */
  Recipe loadWithoutOutput() {
    return options.load(recipe, sideInputs.overrides(), Optional.of(EstimateJob.NO_OUTPUT));
  }
}
