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

/** {@code emulsion prompts}: see {@link PromptsJob}. */
@Command(
    name = "prompts",
    description =
        "List the images that a generative model should make from the samples, one list per"
            + " worker. Images that exist already are skipped.",
    mixinStandardHelpOptions = true)
final class PromptsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private InputOptions options;
  @ArgGroup private Prompts prompts = new Prompts();

  /** Prompts given directly or in a file; by default those of the DiffuseMix paper. */
  private static final class Prompts {

    @Option(
        names = "--prompts",
        paramLabel = "PROMPT,PROMPT",
        description = "Prompts for the model (default: the nine prompts of the DiffuseMix paper).")
    private String list;

    @Option(
        names = "--prompts-file",
        paramLabel = "FILE",
        description = "File with one prompt per line.")
    private Path file;

    List<String> read() {
      if (file != null) {
        try {
          return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
        } catch (NoSuchFileException e) {
          throw new ConfigException("--prompts-file " + file + " does not exist", e);
        } catch (IOException e) {
          throw new ConfigException(
              "cannot read --prompts-file " + file + " as UTF-8 text: " + e.getMessage(), e);
        }
      }
      return list == null ? PromptsRequest.DEFAULT_PROMPTS : List.of(list.split(",", -1));
    }
  }

  @Option(
      names = "--images-per-prompt",
      paramLabel = "N",
      description = "Number of images per sample and prompt (default: ${DEFAULT-VALUE}).")
  private int imagesPerPrompt = PromptsRequest.DEFAULT_IMAGES_PER_PROMPT;

  @Option(
      names = "--per-sample",
      paramLabel = "N",
      description = "Number of prompts per sample, drawn at random (default: all prompts).")
  private Integer perSample;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Number of lists to write (default: ${DEFAULT-VALUE}).")
  private int workers = PromptsRequest.DEFAULT_WORKERS;

  @Option(
      names = "--generated",
      paramLabel = "PATH",
      description = "Directory or table of images that exist already and are skipped.")
  private String generated;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the draws and of the images; overrides seed.")
  private Long seed;

  @Override
  public Integer call() throws IOException {
    Recipe recipe = options.load(seed == null ? List.of() : List.of("seed=" + seed));
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
          imagesPerPrompt,
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
        "prompts      %s; %s per prompt%n",
        list.perSample() == list.prompts().size()
            ? String.join(", ", list.prompts())
            : list.perSample() + " of " + String.join(", ", list.prompts()),
        Counts.of(list.imagesPerPrompt(), "image"));
    Summary.line(out, "skipped", list.there(), "that exist already");
    out.printf("to generate  %,d%n", list.rows());
    out.printf(
        "per worker   %s%n",
        list.workers().stream()
            .map(n -> String.format("%,d", n))
            .collect(Collectors.joining(", ")));
    if (list.withoutFile() > 0) {
      out.printf(
          "no files     %,d sources are parts of larger files; their path is null, and location"
              + " gives the byte range%n",
          list.withoutFile());
    }
    out.printf("output       %s%n", report.output());
    out.flush();
  }
}
