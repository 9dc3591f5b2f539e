package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.fractals.FractalJob;
import dev.emulsion.jobs.fractals.FractalRequest;
import dev.emulsion.jobs.prompts.PlaceholderImages;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyReport;
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

/** The whole way with the 48 images that come with the repository: augment, verify, preview. */
@Command(
    name = "quickstart",
    description = "Mixes the sample images, checks the result and draws an image of it.",
    mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {

  private static final int ROWS = 6;
  private static final int FRACTALS = 32;
  private static final int FRACTAL_SIDE = 256;

  /** What can be shown. */
  enum Tour {
    /** Pairs of images by MixUp and CutMix. */
    PAIRS,
    /** Images, stand-ins for generated images, and fractals. */
    DIFFUSEMIX
  }

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "TOUR",
      defaultValue = "pairs",
      description =
          "pairs: MixUp and CutMix (default); diffusemix: DiffuseMix with a set of fractals and"
              + " stand-ins for generated images.")
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
      long count = PlaceholderImages.write(images(), standIns);
      say("stand-ins    " + count + " in " + standIns);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + standIns, e);
    }
    say("             images changed by simple filters, not made by any model");
    FractalSet set = new FractalSet(0, FRACTAL_SIDE, AndersonFarrell.DEFAULT);
    FractalRequest order = new FractalRequest(set, 0, FRACTALS, 1, FractalRequest.Form.PARQUET, 0);
    new FractalJob(spark, order, fractals).run();
    say("fractals     " + FRACTALS + " in " + fractals);
    boolean sound =
        run(
            spark,
            "quickstart-diffusemix",
            List.of(
                RecipeLoader.override("generated.path", standIns.toString()),
                RecipeLoader.override("mixing-set.path", fractals),
                RecipeLoader.override("output.path", rows)));
    say("shards       " + rows + "/epoch=0");
    return finish(spark, rows, sound);
  }

  /** Augments and verifies; whether the result is sound. */
  private boolean run(SparkSession spark, String name, List<String> set) {
    List<String> overrides = new ArrayList<>(set);
    overrides.add(RecipeLoader.override("input.path", images().toString()));
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
    String image = rows + "/_emulsion/preview.png";
    Previews.draw(spark, rows, ROWS, image, spec.commandLine().getErr());
    say("image      " + image);
    return sound ? 0 : Main.WRONG_DATA;
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private static Path images() {
    String home = System.getenv("EMULSION_HOME");
    Path images = Path.of(home == null ? "" : home, "conf", "quickstart", "images");
    if (!Files.isDirectory(images)) {
      throw new ConfigException(
          "the sample images must be in "
              + images
              + ", but are not; run ./emulsion quickstart from"
              + " a clone of the repository");
    }
    return images;
  }
}
