package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.jobs.AugmentJob;
import dev.emulsion.jobs.AugmentReport;
import dev.emulsion.jobs.VerifyJob;
import dev.emulsion.jobs.VerifyReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole way with the 48 photos that come with the repository: augment, verify, preview. */
@Command(
    name = "quickstart",
    description = "Mixes the sample photos, checks the result and draws a picture of it.",
    mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {

  private static final int ROWS = 6;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "quickstart-out",
      paramLabel = "PATH",
      description = "Where to write (default: ${DEFAULT-VALUE}).")
  private String output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Recipe recipe =
        RecipeLoader.parse(
            "conf/recipes/quickstart.yaml",
            ShippedRecipes.text("quickstart").orElseThrow(),
            List.of(
                RecipeLoader.override("input.path", photos().toString()),
                RecipeLoader.override("output.path", output)));
    try (SparkSession spark = Sessions.open("quickstart")) {
      ProgressLine progress = new ProgressLine(spark, spec.commandLine().getErr());
      AugmentReport report = new AugmentJob(spark, recipe, progress).run();
      VerifyReport verified = new VerifyJob(spark, output).run();
      String picture = output + "/_emulsion/preview.png";
      Previews.draw(spark, output, ROWS, picture, spec.commandLine().getErr());
      Summary.print(report, out);
      out.println(
          "verified     "
              + (verified.isSound() ? "nothing lost, nothing doubled" : verified.problems()));
      out.println("shards       " + output + "/epoch=0 and " + output + "/epoch=1");
      out.println("picture      " + picture);
      out.flush();
      return verified.isSound() ? 0 : Main.WRONG_DATA;
    }
  }

  private static Path photos() {
    String home = System.getenv("EMULSION_HOME");
    Path photos = Path.of(home == null ? "" : home, "conf", "quickstart", "photos");
    if (!Files.isDirectory(photos)) {
      throw new ConfigException(
          "the sample photos must be in "
              + photos
              + ", but are not; run ./emulsion quickstart from"
              + " a clone of the repository");
    }
    return photos;
  }
}
