package dev.emulsion.io.source;

import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.io.fs.FoundFile;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.source.TarSamples.Finding;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.LabelsConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Tar archives in which members of the same name form a sample, as the WebDataset library writes
 * them: an image, and its label in a {@code .cls}, {@code .json} or {@code .txt} member.
 *
 * <p>The path is one archive, a glob, or a directory, of which every {@code .tar} file at any depth
 * is read. The index is made from headers and labels; images are read later by offset.
 */
final class WebDataset implements Samples {

  private static final StructType ARCHIVE =
      new StructType()
          .add(ParallelListing.PATH, DataTypes.StringType, false)
          .add(ParallelListing.LENGTH, DataTypes.LongType, false)
          .add(ParallelListing.STAMP, DataTypes.LongType, false);

  private final SparkSession spark;
  private final InputConfig input;
  private final Dataset<Row> index;
  private final ImageRangeReader images;
  private final SourceInfo info;

  private WebDataset(
      SparkSession spark,
      InputConfig input,
      LabelsConfig labels,
      int maxBytes,
      SerializableHadoopConf conf) {
    this.spark = spark;
    this.input = input;
    this.images = new ImageRangeReader(TarSamples::range, conf, maxBytes);
    TarSamples.Rules rules = TarSamples.Rules.of(input, InputRoot.of(input.path(), conf));
    List<FileStatus> roots = conf.matches("input.path", input.path());
    Dataset<Row> archives = archives(spark, roots, conf);
    Column isArchive = functions.lower(functions.col(ParallelListing.PATH)).endsWith(".tar");
    List<String> all =
        archives
            .filter(isArchive)
            .select(ParallelListing.PATH)
            .as(Encoders.STRING())
            .collectAsList();
    SplitFilter.Chosen<String> chosen =
        new SplitFilter(input)
            .files(all, path -> path, roots.stream().map(FileStatus::getPath).toList(), "archives");
    Set<String> names = new HashSet<>(chosen.files());
    Dataset<Row> tars =
        archives.filter((FilterFunction<Row>) tar -> names.contains(FoundFile.of(tar).path()));
    long count = names.size();
    long others = archives.count() - all.size();
    Dataset<Row> found =
        tars.repartition((int) Math.max(1, Math.min(count, ReadParallelism.waiting(spark))))
            .flatMap(
                (FlatMapFunction<Row, Row>) tar -> new TarSamples(FoundFile.of(tar), rules, conf),
                Encoders.row(LabelTexts.SAMPLES))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Map<Finding, Row> findings = findings(found);
      checkNone(input.path(), findings);
      Column isSample = functions.col(ID).isNotNull();
      Column bytes = functions.col(BYTES);
      Row sums =
          found
              .agg(
                  functions.count(functions.when(isSample, 1)).as("samples"),
                  sum(functions.when(isSample, bytes)).as(BYTES))
              .first();
      if (sums.<Long>getAs("samples") == 0) {
        throw new DataException(
            "no samples in "
                + input.path()
                + ": expected .tar archives, not compressed, of images with labels, such as 1.jpg"
                + " and 1.cls");
      }
      Dataset<Row> samples = chosen.rest().folders(found.filter(isSample), ID);
      LabelTexts texts = LabelTexts.of(samples, labels);
      this.info =
          SourceInfo.unchecked(
                  texts.kind(), SourceInfo.Texts.CELLS, sums.getAs(BYTES), input.path())
              .withIgnored(count(findings, Finding.IGNORED) + others);
      this.index = texts.index(samples).persist(StorageLevel.MEMORY_AND_DISK());
      index.count(); // fills the cache before found is released
    } finally {
      found.unpersist();
      archives.unpersist();
    }
  }

  /** Number of cases and an example of everything in the archives that is no sample. */
  private static Map<Finding, Row> findings(Dataset<Row> found) {
    Map<Finding, Row> findings = new EnumMap<>(Finding.class);
    found
        .filter(functions.col(ID).isNull())
        .groupBy(LabelTexts.FORM)
        .agg(functions.sum(BYTES).as(BYTES), functions.min(LOCATION).as(LOCATION))
        .collectAsList()
        .forEach(row -> findings.put(Finding.valueOf(row.getAs(LabelTexts.FORM)), row));
    return findings;
  }

  private static long count(Map<Finding, Row> findings, Finding finding) {
    return findings.containsKey(finding) ? findings.get(finding).<Long>getAs(BYTES) : 0;
  }

  private static void checkNone(String path, Map<Finding, Row> findings) {
    if (findings.containsKey(Finding.TORN)) {
      throw new DataException(
          "a member's extension begins at the first dot of its name, but "
              + count(findings, Finding.TORN)
              + " in "
              + path
              + " are images only by what follows the last dot, such as "
              + findings.get(Finding.TORN).getAs(LOCATION)
              + "; set input.keys to last-dot if each is a sample of its own, or to first-dot to"
              + " ignore them, or name image and label of a sample with input.columns, such as"
              + " image: input.jpg and label: output.txt");
    }
    if (findings.containsKey(Finding.APART)) {
      throw new DataException(
          "the members of a sample must follow one another, but other members are between image and"
              + " label of "
              + count(findings, Finding.APART)
              + " in "
              + path
              + ", such as "
              + findings.get(Finding.APART).getAs(LOCATION)
              + "; write the archive again in the order of the names, as tar --sort=name does");
    }
  }

  private static Column sum(Column numbers) {
    return functions.coalesce(functions.sum(numbers), functions.lit(0L));
  }

  static WebDataset open(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    return new WebDataset(
        spark, input, labels, limits.maxBytes(), SerializableHadoopConf.of(spark));
  }

  /** Path, length and stamp of all files. */
  private static Dataset<Row> archives(
      SparkSession spark, List<FileStatus> matches, SerializableHadoopConf conf) {
    if (matches.size() == 1 && matches.get(0).isDirectory()) {
      return files(spark, RemoteDirectory.of(matches.get(0), conf));
    }
    List<Row> files = new ArrayList<>();
    for (FileStatus match : matches) {
      files.add(RowFactory.create(match.getPath().toString(), match.getLen(), FileStamp.of(match)));
    }
    return spark.createDataFrame(files, ARCHIVE);
  }

  private static Dataset<Row> files(SparkSession spark, RemoteDirectory root) {
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      Dataset<Row> files =
          tree.files()
              .drop(ParallelListing.MODIFIED)
              .withColumn(ParallelListing.PATH, whole(root))
              .persist();
      files.count(); // from the tree, which can go then
      return files;
    }
  }

  private static Column whole(RemoteDirectory root) {
    return functions
        .udf((UDF1<String, String>) file -> root.resolve(file).toString(), DataTypes.StringType)
        .apply(functions.col(ParallelListing.PATH));
  }

  @Override
  public Dataset<Row> index() {
    return index;
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> index) {
    return images.read(index, ReadParallelism.of(spark, input, info.totalBytes()));
  }

  @Override
  public SourceInfo info() {
    return info;
  }
}
