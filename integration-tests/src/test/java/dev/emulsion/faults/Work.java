package dev.emulsion.faults;

import dev.emulsion.attention.ModelSpec;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.AndersonFarrell.Backdrop;
import dev.emulsion.fractal.Coloring;
import dev.emulsion.fractal.Dots;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.jobs.attention.AttentionJob;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.fractals.FractalJob;
import dev.emulsion.jobs.fractals.FractalRequest;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.jobs.prompts.PromptsJob;
import dev.emulsion.jobs.prompts.PromptsRequest;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Recipes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * A command on a small input.
 *
 * @param form of the output, such as a profile
 * @param seed of the recipe or set; another seed is another request
 */
record Work(Command command, String form, int seed) {

  /** Every form of every command. */
  static final List<Work> ALL =
      Stream.of(Command.values())
          .flatMap(command -> command.forms.stream().map(form -> new Work(command, form, 1)))
          .toList();

  /** The commands that write. */
  enum Command {
    AUGMENT("raw", "hf", "webdataset", "sidecar"),
    INGEST("parquet"),
    ATTENTION("parquet"),
    FRACTALS("parquet", "folder", "dataset"),
    PROMPTS("lists");

    private final List<String> forms;

    Command(String... forms) {
      this.forms = List.of(forms);
    }

    /** Whether the command reads images. */
    boolean readsImages() {
      return this == AUGMENT || this == INGEST || this == ATTENTION;
    }

    /** The name of the command. */
    String named() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the commands read.
   *
   * @param images an image folder of samples, a few of them damaged
   */
  record Inputs(String images, ModelSpec model) {}

  /** Another request of the same command. */
  Work another() {
    return new Work(command, form, seed + 1);
  }

  @Override
  public String toString() {
    return command.named() + " " + form + (seed == 1 ? "" : " " + seed);
  }

  /** Runs the command to its end. */
  void run(SparkSession spark, Inputs inputs, String output) {
    switch (command) {
      case AUGMENT -> new AugmentJob(spark, recipe(inputs, output)).run();
      case INGEST -> new IngestJob(spark, recipe(inputs, output)).run();
      case ATTENTION -> new AttentionJob(spark, recipe(inputs, output)).run();
      case FRACTALS -> new FractalJob(spark, fractals(), output).run();
      case PROMPTS -> new PromptsJob(spark, recipe(inputs, output), prompts()).run();
    }
  }

  /**
   * The same as a command line.
   *
   * @param folder for the file of the recipe
   */
  List<String> arguments(Inputs inputs, String output, Path folder) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command.named(), "--output", output));
    switch (command) {
      case AUGMENT, INGEST, ATTENTION ->
          arguments.addAll(
              List.of("--recipe", yaml(inputs, output).write(folder, "recipe.yaml").toString()));
      case FRACTALS -> {
        FractalRequest set = fractals();
        arguments.addAll(List.of("--format", form, "--seed", "" + seed, "--size", "32"));
        arguments.addAll(List.of("--points", "2000", "--min-fill-rate", "0.05"));
        arguments.addAll(List.of("--count", "" + set.count(), "--instances", "" + set.instances()));
        arguments.addAll(List.of("--tasks", "" + set.tasks()));
      }
      case PROMPTS -> {
        arguments.addAll(List.of("--input", inputs.images(), "--seed", "" + seed));
        arguments.addAll(List.of("--prompts", "a,b", "--workers", "3"));
      }
    }
    return arguments;
  }

  /** The recipe, for all commands but {@code fractals}. */
  private Recipe recipe(Inputs inputs, String output) {
    return yaml(inputs, output).load();
  }

  private Recipes yaml(Inputs inputs, String output) {
    Recipes recipe =
        Recipes.input("path: '" + inputs.images() + "'")
            .with("seed", seed)
            .with("decode", "{max-pixels: " + (1_000_000 + seed) + "}")
            .with("quarantine", "{max-fraction: 0.2}")
            .to(output);
    return switch (command) {
      case AUGMENT -> augment(recipe, output);
      case ATTENTION -> recipe.with("attention", "{model: " + model(inputs.model()) + "}");
      default -> recipe.without("transform").without("mix");
    };
  }

  private Recipes augment(Recipes recipe, String output) {
    boolean sidecar = form.equals("sidecar");
    String profile = "profile: " + (sidecar ? "raw" : form);
    return recipe
        .with("pairing", "{buckets: 4}")
        .with("epochs", 2)
        .to(output, profile, sidecar ? "footer: sidecar" : "commits-per-epoch: 2");
  }

  private static String model(ModelSpec model) {
    return "{path: '%s', sha256: %s, input-size: 64, device: cpu}"
        .formatted(model.path(), model.sha256());
  }

  private FractalRequest fractals() {
    AndersonFarrell quick =
        new AndersonFarrell(2000, 0.05, Dots.PATCH, Coloring.COLOR, Backdrop.LANDSCAPE);
    FractalRequest.Form as = FractalRequest.Form.valueOf(form.toUpperCase(Locale.ROOT));
    int instances = as == FractalRequest.Form.DATASET ? 2 : 1;
    // the number of tasks is none of the set's parameters: another process may choose another
    return new FractalRequest(new FractalSet(seed, 32, quick), 0, 6, instances, as, 2 + seed);
  }

  private PromptsRequest prompts() {
    Optional<Integer> drawn = seed == 1 ? Optional.empty() : Optional.of(1);
    return new PromptsRequest(List.of("a", "b"), 1, drawn, 3, Optional.empty());
  }
}
