package dev.emulsion.jobs.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.emulsion.Printable;
import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.run.ConcurrentJobs;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.ReportConfig;
import dev.emulsion.report.ReportPage;
import dev.emulsion.report.RunReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * {@code emulsion report}: a page about a finished run, and its numbers as JSON.
 *
 * <ul>
 *   <li><b>Input</b>: the output directory of {@code augment}; for the images of bases and partners
 *       also the input of that run. If it is gone, they are omitted.
 *   <li><b>Output</b>: {@code OUT.emulsion/report.html} and {@code report.json}, which the seal
 *       does not cover. For equal rows they are equal, except for their timing sections.
 *   <li><b>Reads</b> the manifest; the columns of some shards, without their images, in one Spark
 *       job; the quarantine tables, if they have entries; and the images of a few rows.
 *   <li><b>Shuffles</b> entries of the quarantine.
 * </ul>
 *
 * <pre>
 * emulsion report out/ --strips 40
 * spark-submit --class dev.emulsion.cli.Main emulsion.jar report s3a://bucket/out
 * </pre>
 */
public final class ReportJob {

  private static final String PAGE = "report.html";

  /** Weights of labels that are read at most; a smoothed label has one per class. */
  private static final long MAX_WEIGHTS = 100_000_000;

  /** Bytes of the shards that rows are picked from, and of the rows that are held at once. */
  private static final long PICKED = 256L << 20;

  private final SparkSession spark;
  private final ReportRequest request;
  private final RunDirectory output;

  public ReportJob(SparkSession spark, ReportRequest request) {
    this.spark = spark;
    this.request = request;
    this.output = RunDirectory.at(request.path(), spark.sparkContext().hadoopConfiguration());
  }

  /**
   * What was written.
   *
   * @param page path of the HTML file
   * @param problem why there are no images of bases and partners, if there are none
   */
  public record Written(String page, long bytes, Optional<String> problem) {}

  /** Whether the run has a report already. */
  public boolean isWritten() {
    return output.modified(page()) > 0;
  }

  private String page() {
    return request.to().orElseGet(() -> output.own(PAGE));
  }

  /**
   * Writes the report.
   *
   * @throws dev.emulsion.DataException if there is no finished run
   */
  public Written run() {
    return Errors.unwrapping(this::write, Progress.SILENT);
  }

  private Written write() throws ExecutionException, InterruptedException {
    Manifest manifest = output.sealed();
    Recipe recipe = output.recipe();
    ReportConfig options = request.options().orElse(recipe.report());
    List<String> classes = classes();
    ShardSample shards = ShardSample.of(manifest);
    long rows = manifest.epochs().stream().mapToLong(Manifest.Epoch::rows).sum();
    List<Manifest.File> summed = shards.holding(limit(recipe, options, classes.size()), rows);
    QuarantineExamples quarantine = QuarantineExamples.of(spark, output, manifest);
    StripCollector collector = new StripCollector(classes);
    RowStatistics statistics;
    Optional<String> problem;
    try (ConcurrentJobs jobs = new ConcurrentJobs(spark.sparkContext(), 1)) {
      Future<RowStatistics> sums =
          jobs.add("statistics", () -> statistics(recipe, summed, classes.size()));
      problem = pictures(shards, options, rows, quarantine, collector);
      statistics = sums.get();
    }
    ReportNumbers numbers = new ReportNumbers(recipe, manifest, statistics, classes);
    RunReport report = report(numbers, summed.size(), quarantine, collector, manifest);
    byte[] html = ReportPage.html(report, collector.pictures(), options.maxBytes());
    write(page(), html);
    write(page().replaceAll("(\\.html)?$", "") + ".json", json(report));
    return new Written(page(), html.length, problem);
  }

  private RunReport report(
      ReportNumbers numbers,
      int shards,
      QuarantineExamples quarantine,
      StripCollector collector,
      Manifest manifest) {
    return new RunReport(
        numbers.facts(output.path()),
        numbers.input(),
        numbers.epochs(),
        numbers.shards(),
        quarantine.reasons(),
        numbers.generated(),
        numbers.summed(shards),
        numbers.methods(),
        numbers.statistics().drawnShown,
        numbers.classMass(),
        numbers.classPairs(),
        numbers.positions(),
        numbers.prompts(),
        numbers.mixingImages(),
        numbers.statistics().mixingImages.size(),
        collector.strips(),
        CommitTimes.of(output, manifest));
  }

  /** Number of rows to sum up. */
  private static long limit(Recipe recipe, ReportConfig options, int classes) {
    boolean isDense =
        recipe.labels().smoothing() > 0
            || recipe.labels().kind().orElseThrow() == Label.Kind.DISTRIBUTION;
    return isDense
        ? Math.min(options.rows(), Math.max(1, MAX_WEIGHTS / Math.max(1, classes)))
        : options.rows();
  }

  private RowStatistics statistics(Recipe recipe, List<Manifest.File> files, int classes) {
    Label.Kind kind = recipe.labels().kind().orElseThrow();
    return files.isEmpty()
        ? new RowStatistics(kind, classes)
        : RowStatistics.of(
            new ShardReader(spark, recipe).rows(paths(files).toArray(String[]::new)),
            kind,
            classes);
  }

  private Optional<String> pictures(
      ShardSample shards,
      ReportConfig options,
      long rows,
      QuarantineExamples quarantine,
      StripCollector collector) {
    long bytes = shards.files().stream().mapToLong(Manifest.File::bytes).sum();
    long perRow = Math.max(1, bytes / Math.max(1, rows));
    int strips = (int) Math.min(options.strips(), Math.max(1, PICKED / perRow));
    boolean none = options.strips() == 0 || rows == 0;
    return new PreviewJob(spark, request.path(), Math.max(1, strips))
        .visit(none ? List.of() : paths(shards.within(PICKED)), quarantine.ids(), collector);
  }

  private List<String> paths(List<Manifest.File> files) {
    return files.stream().map(file -> output.folder(file.path())).toList();
  }

  private List<String> classes() {
    return output.read(output.own("classes.json"), ClassList.class).stream()
        .flatMap(list -> list.classes().stream())
        .map(Printable::line)
        .toList();
  }

  private void write(String path, byte[] bytes) {
    Path file = new Path(path);
    try {
      FileSystem fs = file.getFileSystem(spark.sparkContext().hadoopConfiguration());
      AtomicFile.replace(fs, file, file.getParent(), out -> out.write(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  private static byte[] json(RunReport report) {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .addModule(new SimpleModule().addSerializer(new OrNull()))
            .build();
    try {
      return (mapper.writeValueAsString(report) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes what is absent as null. */
  private static final class OrNull extends StdSerializer<Optional<?>> {

    private static final long serialVersionUID = 1L;

    OrNull() {
      super(Optional.class, false);
    }

    @Override
    public void serialize(Optional<?> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(value.orElse(null), json);
    }
  }
}
