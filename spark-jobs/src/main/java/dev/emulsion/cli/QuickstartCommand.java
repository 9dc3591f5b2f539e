package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.jobs.AugmentJob;
import dev.emulsion.jobs.AugmentReport;
import dev.emulsion.jobs.FractalJob;
import dev.emulsion.jobs.FractalOrder;
import dev.emulsion.jobs.StandIns;
import dev.emulsion.jobs.VerifyJob;
import dev.emulsion.jobs.VerifyReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The whole way with the 48 photos that come with the repository: augment, verify, preview. */
@Command(
    name = "quickstart",
    description = "Mixes the sample photos, checks the result and draws a picture of it.",
    mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {

  private static final int ROWS = 6;
  private static final int FRACTALS = 32;
  private static final int FRACTAL_SIDE = 256;

  /** What can be shown. */
  enum Tour {
    /** Pairs of photos by MixUp and CutMix. */
    PAIRS,
    /** Photos, stand-ins for generated pictures, and fractals. */
    DIFFUSEMIX
  }

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "TOUR",
      defaultValue = "pairs",
      description =
          "pairs: MixUp and CutMix (default); diffusemix: DiffuseMix with a set of fractals and"
              + " stand-ins for generated pictures.")
  private String tour;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description = "Where to write (default: quickstart-out, or quickstart-diffusemix).")
  private String output;

  @Override
  public Integer call() {
    Tour chosen = tour();
    try (SparkSession spark = Sessions.open("quickstart")) {
      return switch (chosen) {
        case PAIRS -> pairs(spark, output == null ? "quickstart-out" : output);
        case DIFFUSEMIX -> diffuseMix(spark, output == null ? "quickstart-diffusemix" : output);
      };
    }
  }

  private Tour tour() {
    for (Tour known : Tour.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(tour)) {
        return known;
      }
    }
    throw new ConfigException("quickstart must be of pairs or diffusemix, was " + tour);
  }

  private int pairs(SparkSession spark, String out) {
    boolean sound = run(spark, "quickstart", List.of(RecipeLoader.override("output.path", out)));
    say("shards       " + out + "/epoch=0 and " + out + "/epoch=1");
    return finish(spark, out, sound);
  }

  private int diffuseMix(SparkSession spark, String out) {
    Path standIns = Path.of(out, "stand-ins");
    String fractals = out + "/fractals";
    String rows = out + "/rows";
    try {
      long count = StandIns.write(photos(), standIns);
      say("stand-ins    " + count + " in " + standIns);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + standIns, e);
    }
    say("             photos changed by simple filters, not made by any model");
    FractalSet set = new FractalSet(0, FRACTAL_SIDE, AndersonFarrell.DEFAULT);
    FractalOrder order = new FractalOrder(set, 0, FRACTALS, 1, FractalOrder.Form.PARQUET, 0);
    new FractalJob(spark, order, fractals).run();
    say("fractals     " + FRACTALS + " in " + fractals);
    boolean sound =
        run(
            spark,
            "quickstart-diffusemix",
            List.of(
                RecipeLoader.override("generated.path", standIns.toString()),
                RecipeLoader.override("fractals.path", fractals),
                RecipeLoader.override("output.path", rows)));
    say("shards       " + rows + "/epoch=0");
    return finish(spark, rows, sound);
  }

  /** Augments and verifies; whether the result is sound. */
  private boolean run(SparkSession spark, String name, List<String> set) {
    List<String> overrides = new ArrayList<>(set);
    overrides.add(RecipeLoader.override("input.path", photos().toString()));
    Recipe recipe =
        RecipeLoader.parse(
            "conf/recipes/" + name + ".yaml", ShippedRecipes.text(name).orElseThrow(), overrides);
    ProgressLine progress = new ProgressLine(spark, spec.commandLine().getErr());
    AugmentReport report = new AugmentJob(spark, recipe, progress).run();
    Summary.print(report, spec.commandLine().getOut());
    VerifyReport verified = new VerifyJob(spark, recipe.output().path()).run();
    say(
        "verified     "
            + (verified.isSound() ? "nothing lost, nothing doubled" : verified.problems()));
    return verified.isSound();
  }

  private int finish(SparkSession spark, String rows, boolean sound) {
    String picture = rows + "/_emulsion/preview.png";
    Previews.draw(spark, rows, ROWS, picture, spec.commandLine().getErr());
    say("picture      " + picture);
    return sound ? 0 : Main.WRONG_DATA;
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
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
