package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code emulsion recipes}: lists the shipped recipes, or prints one. */
@Command(
    name = "recipes",
    description = "List the shipped recipes, or print one.",
    mixinStandardHelpOptions = true)
final class RecipesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The recipe to print.")
  private String name;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (name == null) {
      for (String shipped : ShippedRecipes.NAMES) {
        out.printf("%-14s %s%n", shipped, ShippedRecipes.summary(shipped));
      }
      out.println();
      out.println("To print one: emulsion recipes NAME");
    } else {
      out.print(
          ShippedRecipes.text(name)
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "there is no shipped recipe "
                              + name
                              + "; choose one of "
                              + String.join(", ", ShippedRecipes.NAMES))));
    }
    out.flush();
    return 0;
  }
}
