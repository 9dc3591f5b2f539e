package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.io.side.GenerationManifest;
import dev.emulsion.jobs.prompts.PromptsJob;
import dev.emulsion.jobs.prompts.PromptsReport;
import dev.emulsion.jobs.prompts.PromptsRequest;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what a generative model is to make of the samples. */
@Command(
    name = "prompts",
    description =
        "Lists the images that a generative model is to make of the samples, a list for each"
            + " worker. What is there already is left out.",
    mixinStandardHelpOptions = true)
final class PromptsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private InputOptions options;
  @ArgGroup private Prompts prompts = new Prompts();

  /** One way or the other; else the prompts of the paper. */
  private static final class Prompts {

    @Option(
        names = "--prompts",
        paramLabel = "PROMPT,PROMPT",
        description = "What is asked of the model; the nine prompts of the paper unless given.")
    private String list;

    @Option(
        names = "--prompts-file",
        paramLabel = "FILE",
        description = "The same, a prompt a line.")
    private Path file;

    List<String> read() {
      if (file != null) {
        try {
          return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
        } catch (NoSuchFileException e) {
          throw new ConfigException("--prompts-file " + file + " does not exist", e);
        } catch (IOException e) {
          throw new ConfigException(
              "cannot read --prompts-file " + file + " as text in UTF-8: " + e.getMessage(), e);
        }
      }
      return list == null ? PromptsRequest.DEFAULT_PROMPTS : List.of(list.split(",", -1));
    }
  }

  @Option(
      names = "--images-per-prompt",
      paramLabel = "N",
      description = "How many images of each prompt; ${DEFAULT-VALUE} unless given.")
  private int variants = PromptsRequest.DEFAULT_IMAGES_PER_PROMPT;

  @Option(
      names = "--per-sample",
      paramLabel = "N",
      description = "How many of the prompts each sample has, drawn by the seed; else all.")
  private Integer perSample;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many lists are written; ${DEFAULT-VALUE} unless given.")
  private int workers = PromptsRequest.DEFAULT_WORKERS;

  @Option(
      names = "--generated",
      paramLabel = "PATH",
      description = "What is there already and is left out: a folder, or a table.")
  private String generated;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides what is drawn, and the seed of each image; overrides seed.")
  private Long seed;

  @Override
  public Integer call() {
    Recipe recipe = options.load(null, seed == null ? List.of() : List.of("seed=" + seed));
    PromptsRequest request = request();
    try (SparkSession spark = Sessions.open("prompts")) {
      print(new PromptsJob(spark, recipe, request).run(), spec.commandLine().getOut());
    }
    return 0;
  }

  private PromptsRequest request() {
    try {
      return new PromptsRequest(
          prompts.read(),
          variants,
          Optional.ofNullable(perSample),
          workers,
          Optional.ofNullable(generated).map(GeneratedConfig::at));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }

  private static void print(PromptsReport report, PrintWriter out) {
    GenerationManifest.Marker list = report.list();
    out.printf("sources      %,d%n", list.sources());
    out.printf(
        "prompts      %s, %s of each%n",
        list.perSample() == list.prompts().size()
            ? String.join(", ", list.prompts())
            : list.perSample() + " of " + String.join(", ", list.prompts()),
        Counts.of(list.imagesPerPrompt(), "image"));
    Summary.line(out, "there", list.there(), "already, left out");
    out.printf("to generate  %,d%n", list.rows());
    out.printf(
        "by worker    %s%n",
        list.workers().stream()
            .map(n -> String.format("%,d", n))
            .collect(Collectors.joining(", ")));
    if (list.withoutFile() > 0) {
      out.printf(
          "no files     %,d sources are parts of larger files: their path is null, and location"
              + " says where they stand%n",
          list.withoutFile());
    }
    out.printf("output       %s%n", report.output());
    out.flush();
  }
}
