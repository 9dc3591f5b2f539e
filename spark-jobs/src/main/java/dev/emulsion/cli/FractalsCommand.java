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
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code emulsion fractals}: see {@link FractalJob}. */
@Command(
    name = "fractals",
    description =
        "Generate a set of fractal images, to blend samples with or to train on. Each image follows"
            + " from seed and index alone.",
    mixinStandardHelpOptions = true)
final class FractalsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "PATH",
      description = "Directory to write to.")
  private String output;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "1000",
      description = "Number of fractal systems (default: ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Number of images per system; all but the first show a variation of it (default:"
              + " ${DEFAULT-VALUE}).")
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
      description = "Height and width of an image in pixels (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the whole set (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "PARQUET",
      description =
          "parquet: a table; folder: PNG files; dataset: PNG files in one directory per system,"
              + " which is the class (default: parquet).")
  private FractalRequest.Form format;

  @Option(
      names = "--style",
      paramLabel = "STYLE",
      defaultValue = AndersonFarrell.NAME,
      description =
          "How systems are drawn: "
              + AndersonFarrell.NAME
              + " or "
              + FractalDb.NAME
              + " (default: ${DEFAULT-VALUE}).")
  private String style;

  @Option(
      names = "--points",
      paramLabel = "N",
      description =
          "Number of points per image (default: "
              + AndersonFarrell.DEFAULT_POINTS
              + "; for fractaldb: "
              + FractalDb.DEFAULT_POINTS
              + ").")
  private Integer points;

  @Option(
      names = "--min-fill-rate",
      paramLabel = "SHARE",
      description =
          "Systems that fill a smaller share of their image are rejected (default: "
              + AndersonFarrell.DEFAULT_MIN_FILL_RATE
              + "; for fractaldb: "
              + FractalDb.DEFAULT_MIN_FILL_RATE
              + ").")
  private Double minFillRate;

  @Option(
      names = "--dots",
      paramLabel = "DOTS",
      defaultValue = "PATCH",
      description =
          "What a point is drawn as: point, one pixel, or patch, some of 3×3 pixels (default:"
              + " patch).")
  private Dots dots;

  @Option(
      names = "--coloring",
      paramLabel = "COLORS",
      defaultValue = "COLOR",
      description = "color or gray (default: color).")
  private Coloring coloring;

  @Option(
      names = "--background",
      paramLabel = "BACKGROUND",
      description =
          "Background of style anderson-farrell: ${COMPLETION-CANDIDATES} (default: landscape).")
  private Backdrop background;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Number of tasks, and of files of a table (default: chosen by the number of images).")
  private int tasks;

  @Override
  public Integer call() throws IOException {
    FractalRequest request = request();
    try (SparkSession spark = Sessions.open("fractals")) {
      ProgressLine progress = new ProgressLine(spark, spec.commandLine().getErr());
      print(new FractalJob(spark, request, output, progress).run(), spec.commandLine().getOut());
    }
    return 0;
  }

  private FractalRequest request() {
    try {
      FractalSet set = new FractalSet(seed, size, style());
      return new FractalRequest(set, first, count, instances, format, tasks);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "--" + e.getMessage(), e); // the parameters are named like the options
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
            "background requires --style anderson-farrell, was "
                + background
                + " with fractaldb, whose background is black; remove the option");
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
      out.println("This set already exists; nothing was written.");
    }
    out.printf("systems      %,d%n", set.systems());
    Summary.line(out, "rejected", set.rejected(), "that fill too little of their image");
    out.printf("images       %,d%n", set.images());
    if (!report.found()) {
      out.printf("speed        %,.1f images/s%n", set.images() / (report.took().toNanos() / 1e9));
    }
    out.printf("digest       %s%n", set.contentDigest());
    out.printf("output       %s%n", report.output());
    out.flush();
  }
}
