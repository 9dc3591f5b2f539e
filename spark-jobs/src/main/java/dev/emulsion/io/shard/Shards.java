package dev.emulsion.io.shard;

import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.HubFolder;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.WriteAttempt;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputConfig.FileLayout;
import dev.emulsion.recipe.OutputConfig.Footer;
import dev.emulsion.recipe.OutputConfig.Profile;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.parquet.BucketFiles;
import dev.emulsion.spark.parquet.Dictionaries;
import dev.emulsion.spark.parquet.FileDigests;
import dev.emulsion.spark.parquet.ShardFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Writes rows as shards in the form that the profile names: {@code docs/formats.md} specifies them.
 * Parquet shards have one page per image, so that a reader can fetch single rows, and row groups
 * and files of a target size.
 *
 * @param classes of the labels, for the footers
 * @param runId of the run that writes
 */
public record Shards(Recipe recipe, ClassList classes, String runId, FileSizes sizes) {

  /** Footer key: dtype, shape and names of the dimensions of the image column, as JSON. */
  public static final String TENSORS_KEY = "emulsion.tensors";

  /** Footer key: form of the labels and names of the classes, as JSON. */
  public static final String LABELS_KEY = "emulsion.labels";

  /** Whether Hadoop's committers leave a file {@code _SUCCESS}. */
  private static final String SUCCESS_MARKER = "mapreduce.fileoutputcommitter.marksuccessfuljobs";

  /** Footer key: the run that wrote the file. */
  public static final String RUN_KEY = "emulsion.run";

  /**
   * Appends {@code rows} of {@link OutputSchema} to {@code path}, one bucket per partition. Several
   * ranges of buckets can be written at once, as many as {@link RunDirectory#jobsAtOnce} says.
   *
   * @param firstBucket the bucket of the first partition
   * @param attempt distinguishes this write from all others in progress at {@code path}
   * @return the SHA-256 of the files by name; nothing if {@link #areNamedByBucket} does not hold,
   *     since Spark's own format says nothing of the bytes that it writes
   */
  public Map<String, String> write(
      Dataset<Row> rows, String path, int firstBucket, WriteAttempt attempt) {
    FileDigests digests = FileDigests.register(rows.sparkSession().sparkContext());
    DataFrameWriter<Row> writer =
        recipe.output().parquet().isPresent()
            ? parquet(rows, recipe.output().parquet().get())
            : tar(rows);
    writer
        .mode(SaveMode.Append)
        .option(BucketFiles.FIRST_BUCKET, firstBucket)
        .option(FileDigests.OPTION, digests.id())
        .options(attempt.options())
        // some readers take it for a shard; on S3 it names the committer until the epoch is closed
        .option(SUCCESS_MARKER, Boolean.toString(path.startsWith("s3a:")))
        .option("maxRecordsPerFile", sizes.rowsPerFile())
        .save(path);
    return digests.value();
  }

  /** Whether file names contain the bucket; Spark's own format names files randomly. */
  public boolean areNamedByBucket() {
    return recipe.output().parquet().map(it -> it.footer() == Footer.FILE).orElse(true);
  }

  /**
   * Keys and values of the footers, which are also written to {@code OUT.emulsion/metadata.json}.
   */
  public Map<String, String> metadata() {
    return ShardMetadata.of(recipe, classes, runId);
  }

  /**
   * How to read what is written, for {@code OUT.emulsion/README.md}; for encoded images it is the
   * dataset card.
   *
   * @param epochs with the shards where they are
   */
  public String readme(List<Manifest.Epoch> epochs) {
    long files = epochs.stream().mapToLong(epoch -> epoch.files().size()).min().orElse(0);
    String reading = reading() + workers(files);
    return recipe.output().dataset().isPresent()
        ? new DatasetCard(recipe, classes, runId).text(epochs, reading)
        : reading;
  }

  private String reading() {
    String name = "readers/" + lower(recipe.output().profile()) + ".md";
    try (var resource = Shards.class.getResourceAsStream(name)) {
      String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      return recipe.output().fileLayout() == FileLayout.HUB ? inHubFolder(text) : text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text with the names of layout {@code hub}. */
  private static String inHubFolder(String text) {
    return text.replaceAll("epoch=[0N]/(part-)?\\*", HubFolder.DATA + "/train-*")
        .replace("{OUT}/epoch=0", "{OUT}/" + HubFolder.DATA)
        .replace("parquet(OUT)", "parquet(OUT + \"/" + HubFolder.DATA + "\")");
  }

  private static String workers(long files) {
    return String.format(
        Locale.ROOT,
        """

        ## How many workers a loader can have

        Every epoch has %1$d shards or more. A loader that gives whole shards to its workers, such as WebDataset, `datasets` or DALI,
        can have up to %1$d workers, counted over all its processes; any more would have nothing to read. For more shards, set
        `output.min-shards` in the recipe.
        """,
        files);
  }

  private DataFrameWriter<Row> parquet(Dataset<Row> rows, OutputConfig.Parquet parquet) {
    Profile profile = recipe.output().profile();
    Dataset<Row> inFiles = EpochColumn.inFiles(rows, recipe.output());
    Dataset<Row> stored = profile == Profile.HF ? HfColumns.toStored(inFiles) : inFiles;
    boolean arrow = profile == Profile.ARROW;
    DataFrameWriter<Row> writer =
        parquet.footer() == Footer.FILE
            ? stored
                .write()
                .format(ShardFormat.NAME)
                .option(ShardFormat.FOOTER, RunDirectory.json(metadata()))
                .option(ShardFormat.FLOATS, arrow ? OutputSchema.IMAGE : "")
            : stored.write().format("parquet");
    return writer
        .option("compression", lower(parquet.compression()))
        .option("parquet.block.size", sizes.rowGroupBytes())
        .option("parquet.page.size.row.check.min", 1)
        .option("parquet.page.row.count.limit", 1)
        .options(Dictionaries.OPTIONS);
  }

  private DataFrameWriter<Row> tar(Dataset<Row> rows) {
    Format format = recipe.output().encoding().orElseThrow().format();
    return rows.write()
        .format(WebDatasetFormat.NAME)
        .option(WebDatasetFormat.EXTENSION, WebDatasetFormat.extension(format));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
