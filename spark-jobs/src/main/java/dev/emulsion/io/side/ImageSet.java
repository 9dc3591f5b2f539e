package dev.emulsion.io.side;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.FoundFile;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.SealedOutput;
import dev.emulsion.io.source.ImageRangeReader;
import dev.emulsion.io.source.ImageRangeReader.ByteRange;
import dev.emulsion.io.source.SampleIds;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.TableColumns;
import dev.emulsion.io.source.TableFileCheck;
import dev.emulsion.io.source.TableFiles;
import dev.emulsion.io.source.TableScan;
import dev.emulsion.recipe.GeneratedConfig.Format;
import dev.emulsion.recipe.MixingSetConfig;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.LocalRows;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A mixing set: images that all samples share, such as fractals. It is a table of Parquet files
 * with a name and an encoded image per row, or a folder of images, whose names are their paths
 * below it.
 *
 * <p>The driver keeps the names in memory, but no image.
 */
public final class ImageSet implements AutoCloseable {

  private static final String KEY = "mixing-set.path";

  /** The driver keeps all names. */
  private static final int MAX = 10_000_000;

  private static final StructType LENGTHS =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.BYTES, DataTypes.LongType, false);

  private static final StructType STAMPS =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.STAMP, DataTypes.LongType, false);

  private final Source source;
  private final List<String> ids;
  private final long bytes;
  private final Digests digests;

  /**
   * Order-free digests of names and lengths, and of names and file stamps. Public, so that Spark
   * can send it.
   */
  public record Digests(BigInteger lengths, BigInteger stamps) implements Serializable {

    static final Digests NONE = new Digests(BigInteger.ZERO, BigInteger.ZERO);

    Digests and(Digests other) {
      return new Digests(
          ContentDigest.sum(lengths, other.lengths), ContentDigest.sum(stamps, other.stamps));
    }
  }

  /** Where the encoded images of a set come from. */
  private interface Source {

    /**
     * Columns {@code id} and {@code image}.
     *
     * @param bytes of all images, by which the reading is split into tasks
     */
    Dataset<Row> read(long bytes);

    /** Releases what is cached. */
    default void close() {}
  }

  /**
   * @param lengths columns {@code id, bytes, stamp}
   */
  private ImageSet(String path, Dataset<Row> lengths, Source source) {
    this.source = source;
    Row sums =
        lengths
            .agg(
                functions.count(functions.lit(1)).as("images"),
                functions
                    .count(functions.when(functions.col(Samples.ID).isNull(), 1))
                    .as("nameless"),
                functions
                    .coalesce(functions.sum(Samples.BYTES), functions.lit(0L))
                    .as(Samples.BYTES))
            .first();
    long images = sums.getAs("images");
    check(path, images, sums.getAs("nameless"));
    this.bytes = sums.getAs(Samples.BYTES);
    this.digests = digests(lengths);
    this.ids = new ArrayList<>((int) images);
    for (Row row : lengths.select(Samples.ID).sort(Samples.ID).collectAsList()) {
      String id = row.getAs(Samples.ID);
      if (!ids.isEmpty() && ids.get(ids.size() - 1).equals(id)) {
        throw new DataException(
            "names of images in a mixing set must be unique, but "
                + path
                + " has several that are called "
                + id
                + "; rename them, or set mixing-set.id to a column of unique names");
      }
      ids.add(id);
    }
  }

  private static void check(String path, long count, long nameless) {
    if (count == 0) {
      throw new DataException("no images in " + path + ": expected Parquet files or images");
    }
    if (count > MAX) {
      throw new DataException(
          path + " must contain at most " + MAX + " images, contains " + count + "; remove some");
    }
    if (nameless > 0) {
      throw new DataException(
          "every image of "
              + path
              + " needs a name, but "
              + nameless
              + " have none; fill the column, or set mixing-set.id to another");
    }
  }

  /**
   * Opens the set that {@code config} names. Reads every image of a table once, for its length.
   *
   * @throws dev.emulsion.ConfigException if the path does not exist or its table lacks a column
   * @throws DataException if the set has no image or more than 10 million, or if names repeat
   */
  public static ImageSet open(SparkSession spark, MixingSetConfig config, DecodeLimits limits) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    FileStatus place = conf.status(KEY, config.path());
    SealedOutput.requireFinished(KEY, config.path(), conf.get());
    Optional<SealedOutput<FractalTable.Marker>> fractals =
        SealedOutput.find(FractalTable.KIND, FractalTable.FOLDER, config.path(), conf.get());
    ImageSet set = open(spark, config, limits, place, fractals);
    fractals.ifPresent(ours -> ours.requireRows(KEY, "images", ours.seal().images(), set.count()));
    return set;
  }

  private static ImageSet open(
      SparkSession spark,
      MixingSetConfig config,
      DecodeLimits limits,
      FileStatus place,
      Optional<SealedOutput<FractalTable.Marker>> fractals) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    Optional<SealedOutput<FractalTable.Marker>> written =
        fractals.filter(ours -> !ours.seal().files().isEmpty());
    if (written.isPresent()) {
      String[] files = written.get().paths(written.get().seal().files());
      return ofTable(spark, config, TableFiles.listed(files, conf), limits);
    }
    Optional<TableFiles> table =
        TableFiles.find(KEY, place, conf).filter(files -> files.format() == Format.PARQUET);
    if (table.isEmpty() && place.isFile()) {
      throw new ConfigException(
          "mixing-set.path must be Parquet files or a folder of images, was " + config.path());
    }
    return table
        .map(files -> ofTable(spark, config, files, limits))
        .orElseGet(() -> ofFolder(spark, config, RemoteDirectory.of(place, conf), limits));
  }

  private static ImageSet ofTable(
      SparkSession spark, MixingSetConfig config, TableFiles files, DecodeLimits limits) {
    Dataset<Row> table =
        TableScan.open(
            spark, "mixing-set.path " + config.path(), "Parquet", () -> files.parquet(spark));
    Column id = TableColumns.named(table, "mixing-set.id", config.id()).cast("string");
    TableFileCheck check = new TableFileCheck(SerializableHadoopConf.of(spark));
    Dataset<Row> images =
        table.select(
            check.checked(id).as(Samples.ID),
            TableColumns.encoded(table, "mixing-set.image", config.image(), limits.maxBytes())
                .as(Samples.IMAGE),
            TableFileCheck.STAMP.as(Samples.STAMP));
    Dataset<Row> lengths =
        images
            .select(
                functions.col(Samples.ID),
                functions.octet_length(functions.col(Samples.IMAGE)).cast("long").as(Samples.BYTES),
                functions.col(Samples.STAMP))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return new ImageSet(
          config.path(), lengths, bytes -> images.select(Samples.ID, Samples.IMAGE));
    } finally {
      lengths.unpersist();
    }
  }

  private static ImageSet ofFolder(
      SparkSession spark, MixingSetConfig config, RemoteDirectory root, DecodeLimits limits) {
    if (!config.equals(MixingSetConfig.at(config.path()))) {
      throw new ConfigException(
          "mixing-set.id and mixing-set.image name columns of a table, but mixing-set.path "
              + config.path()
              + " is a folder of images; remove them, or name a table");
    }
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      Dataset<Row> index =
          tree.files()
              .filter((FilterFunction<Row>) file -> isOfSet(FoundFile.of(file).path()))
              .select(
                  functions.col(ParallelListing.PATH).as(Samples.ID),
                  GeneratedFiles.none(Samples.LABELS),
                  GeneratedFiles.none(Samples.WEIGHTS),
                  functions.col(ParallelListing.PATH).as(Samples.LOCATION),
                  functions.col(ParallelListing.LENGTH).as(Samples.BYTES),
                  functions.col(ParallelListing.STAMP).as(Samples.STAMP))
              .persist(StorageLevel.MEMORY_AND_DISK());
      ImageRangeReader images =
          new ImageRangeReader(
              path -> ByteRange.whole(root.resolve(path)), root.conf(), limits.maxBytes());
      Source source =
          new Source() {
            @Override
            public Dataset<Row> read(long bytes) {
              return images
                  .read(index, ReadParallelism.of(spark, bytes))
                  .select(Samples.ID, Samples.IMAGE);
            }

            @Override
            public void close() {
              index.unpersist();
            }
          };
      return new ImageSet(
          config.path(), index.select(Samples.ID, Samples.BYTES, Samples.STAMP), source);
    }
  }

  /** Whether a file is an image of the set; names that begin with an underscore are our own. */
  private static boolean isOfSet(String path) {
    return SampleIds.isImagePath(path) && !path.startsWith("_");
  }

  private static Digests digests(Dataset<Row> lengths) {
    return LocalRows.parts(lengths, ImageSet::sum, Digests.class).stream()
        .reduce(Digests.NONE, Digests::and);
  }

  private static Digests sum(Iterator<Row> rows) {
    ContentDigest lengths = new ContentDigest(LENGTHS);
    ContentDigest stamps = new ContentDigest(STAMPS);
    Digests sum = Digests.NONE;
    while (rows.hasNext()) {
      Row row = rows.next();
      sum =
          sum.and(
              new Digests(
                  lengths.of(RowFactory.create(row.getAs(Samples.ID), row.getAs(Samples.BYTES))),
                  stamps.of(RowFactory.create(row.getAs(Samples.ID), row.getAs(Samples.STAMP)))));
    }
    return sum;
  }

  /** Number of images, at least 1. */
  public long count() {
    return ids.size();
  }

  /** Encoded bytes of all images. */
  public long bytes() {
    return bytes;
  }

  /** The names, sorted by their UTF-8 bytes. */
  public List<String> ids() {
    return List.copyOf(ids);
  }

  /** Order-free digest of names and the stamps of their files. */
  public String stampDigest() {
    return ContentDigest.hex(digests.stamps());
  }

  /** Order-free digest of names and encoded lengths. */
  public String digest() {
    return ContentDigest.hex(digests.lengths());
  }

  /** Columns {@code id} and {@code image} of all images, encoded. Shuffles no encoded byte. */
  public Dataset<Row> payload() {
    return source.read(bytes);
  }

  /** Releases what is cached. */
  @Override
  public void close() {
    source.close();
  }
}
