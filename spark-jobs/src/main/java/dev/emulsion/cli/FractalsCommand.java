package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.Require;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.AndersonFarrell.Backdrop;
import dev.emulsion.fractal.Coloring;
import dev.emulsion.fractal.Dots;
import dev.emulsion.fractal.FractalDb;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.fractal.FractalStyle;
import dev.emulsion.io.side.FractalTable;
import dev.emulsion.jobs.fractals.FractalJob;
import dev.emulsion.jobs.fractals.FractalReport;
import dev.emulsion.jobs.fractals.FractalRequest;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a set of fractals. */
@Command(
    name = "fractals",
    description =
        "Makes a set of fractals, to mix images with or to train on, each from seed and index alone.",
    mixinStandardHelpOptions = true)
final class FractalsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "PATH",
      description = "Where to write.")
  private String output;

  @Option(
      names = {"-n", "--count"},
      defaultValue = "1000",
      description = "How many systems (default: ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--instances",
      defaultValue = "1",
      description =
          "How many images of each; all but the first show it varied (default: ${DEFAULT-VALUE}).")
  private int instances;

  @Option(
      names = "--first",
      defaultValue = "0",
      paramLabel = "INDEX",
      description = "Index of the first system (default: ${DEFAULT-VALUE}).")
  private long first;

  @Option(
      names = "--size",
      defaultValue = "256",
      paramLabel = "PIXELS",
      description = "Rows and columns of an image (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Another seed is another set (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-f", "--format"},
      defaultValue = "PARQUET",
      description =
          "parquet: a table; folder: PNG files; dataset: PNG files in a folder per system, which is"
              + " the class (default: parquet).")
  private FractalRequest.Form format;

  @Option(
      names = "--style",
      defaultValue = AndersonFarrell.NAME,
      description = AndersonFarrell.NAME + ", " + FractalDb.NAME + " (default: ${DEFAULT-VALUE}).")
  private String style;

  @Option(
      names = "--points",
      description =
          "Points of an image (default: "
              + AndersonFarrell.DEFAULT_POINTS
              + "; fractaldb "
              + FractalDb.DEFAULT_POINTS
              + ").")
  private Integer points;

  @Option(
      names = "--min-fill-rate",
      paramLabel = "SHARE",
      description =
          "A system that fills less of its image is rejected (default: "
              + AndersonFarrell.DEFAULT_MIN_FILL_RATE
              + "; fractaldb "
              + FractalDb.DEFAULT_MIN_FILL_RATE
              + ").")
  private Double minFillRate;

  @Option(
      names = "--dots",
      defaultValue = "PATCH",
      description = "What a point covers, a pixel or a patch: point, patch (default: patch).")
  private Dots dots;

  @Option(
      names = "--coloring",
      defaultValue = "COLOR",
      description = "color, gray (default: color).")
  private Coloring coloring;

  @Option(
      names = "--background",
      description =
          "What anderson-farrell paints on: ${COMPLETION-CANDIDATES} (default: landscape).")
  private Backdrop background;

  @Option(
      names = "--tasks",
      defaultValue = "0",
      description =
          "Tasks that share the work, and files of a table (default: as many as suit the images).")
  private int tasks;

  @Override
  public Integer call() {
    FractalRequest order = order();
    try (SparkSession spark = Sessions.open("fractals")) {
      ProgressLine progress = new ProgressLine(spark, spec.commandLine().getErr());
      print(new FractalJob(spark, order, output, progress).run(), spec.commandLine().getOut());
    }
    return 0;
  }

  private FractalRequest order() {
    try {
      FractalSet set = new FractalSet(seed, size, style());
      return new FractalRequest(set, first, count, instances, format, tasks);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--" + e.getMessage(), e); // parameters have the options' names
    }
  }

  private FractalStyle style() {
    Optional<Integer> points = Optional.ofNullable(this.points);
    Optional<Double> min = Optional.ofNullable(minFillRate);
    return switch (style) {
      case AndersonFarrell.NAME ->
          new AndersonFarrell(
              points.orElse(AndersonFarrell.DEFAULT_POINTS),
              min.orElse(AndersonFarrell.DEFAULT_MIN_FILL_RATE),
              dots,
              coloring,
              Optional.ofNullable(background).orElse(Backdrop.LANDSCAPE));
      case FractalDb.NAME -> {
        Require.that(
            background == null,
            "background is for --style anderson-farrell, was "
                + background
                + " with fractaldb, whose images are on black; leave it out");
        yield new FractalDb(
            points.orElse(FractalDb.DEFAULT_POINTS),
            min.orElse(FractalDb.DEFAULT_MIN_FILL_RATE),
            dots,
            coloring);
      }
      default ->
          throw new IllegalArgumentException(
              "style must be %s or %s, was %s"
                  .formatted(AndersonFarrell.NAME, FractalDb.NAME, style));
    };
  }

  private static void print(FractalReport report, PrintWriter out) {
    FractalTable.Marker set = report.set();
    if (report.found()) {
      out.println("This set was finished before; nothing was written.");
    }
    out.printf("systems      %,d%n", set.systems());
    Summary.line(out, "rejected", set.rejected(), "that filled too little of an image");
    out.printf("images     %,d%n", set.images());
    if (!report.found()) {
      out.printf("speed        %,.1f fractals/s%n", set.images() / (report.took().toNanos() / 1e9));
    }
    out.printf("digest       %s%n", set.contentDigest());
    out.printf("output       %s%n", report.output());
    out.flush();
  }
}
