package dev.emulsion.io.side;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.source.ImageRangeReader;
import dev.emulsion.io.source.ImageRangeReader.ByteRange;
import dev.emulsion.io.source.SampleIds;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.TableColumns;
import dev.emulsion.io.source.TableFiles;
import dev.emulsion.io.source.TableScan;
import dev.emulsion.recipe.GeneratedConfig.Format;
import dev.emulsion.recipe.MixingSetConfig;
import dev.emulsion.spark.ContentDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A set of images that all samples share, such as fractals: Parquet files with a name and an
 * encoded image a row, or any folder of images, where the name is the path below it.
 *
 * <p>The names are kept by the driver; the images are not.
 */
public final class ImageSet {

  /** The most whose names the driver can keep. */
  private static final int MAX = 10_000_000;

  private static final StructType LENGTHS =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.BYTES, DataTypes.LongType, false);

  private final Source source;
  private final List<String> ids;
  private final long bytes;
  private final String digest;

  /** Reads the images of a set of so many bytes whose ids a condition holds for. */
  private interface Source {
    Dataset<Row> where(Column condition, long bytes);
  }

  private ImageSet(String path, Dataset<Row> lengths, Source source) {
    this.source = source;
    Row sums =
        lengths
            .agg(
                functions.count(functions.lit(1)),
                functions.count(functions.when(functions.col(Samples.ID).isNull(), 1)),
                functions.coalesce(functions.sum(Samples.BYTES), functions.lit(0L)))
            .first();
    require(path, sums.getLong(0), sums.getLong(1));
    this.bytes = sums.getLong(2);
    this.digest = digest(lengths);
    this.ids = new ArrayList<>((int) sums.getLong(0));
    for (Row row : lengths.select(Samples.ID).sort(Samples.ID).collectAsList()) {
      String id = row.getString(0);
      if (!ids.isEmpty() && ids.get(ids.size() - 1).equals(id)) {
        throw new DataException(
            "images of a set need names of their own, but "
                + path
                + " has several that are called "
                + id
                + "; rename them, or set mixing-set.id to a column that tells them apart");
      }
      ids.add(id);
    }
  }

  private static void require(String path, long count, long nameless) {
    if (count == 0) {
      throw new DataException(
          "no images in " + path + ": expected Parquet files or .jpg, .png or .webp files");
    }
    if (count > MAX) {
      throw new DataException(
          path + " must hold at most " + MAX + " images, holds " + count + "; take fewer");
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
   * The set that {@code config} names. Of a table every image is read once, for its length.
   *
   * @throws dev.emulsion.ConfigException if it doesn't exist or lacks a column
   * @throws DataException if it is empty or larger than 10 million, or two images share a name
   */
  public static ImageSet open(SparkSession spark, MixingSetConfig config, DecodeLimits limits) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    FileStatus place = images(conf.status("mixing-set.path", config.path()), conf);
    Optional<TableFiles> table =
        TableFiles.find("mixing-set.path", place, conf)
            .filter(files -> files.format() == Format.PARQUET);
    if (table.isEmpty() && place.isFile()) {
      throw new ConfigException(
          "mixing-set.path must be a folder of images or Parquet, was " + config.path());
    }
    return table
        .map(files -> ofTable(spark, config, files, limits))
        .orElseGet(() -> ofFolder(spark, config, RemoteDirectory.of(place, conf), limits));
  }

  /** What {@code emulsion fractals} wrote has its files in a folder of their own. */
  private static FileStatus images(FileStatus place, SerializableHadoopConf conf) {
    try {
      Path inside = new Path(place.getPath(), FractalTable.FOLDER);
      Path marker = new Path(place.getPath(), "_emulsion/" + FractalTable.KIND.seal());
      FileSystem fs = conf.fileSystem(inside);
      return fs.exists(marker) && fs.exists(inside) ? fs.getFileStatus(inside) : place;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + place.getPath(), e);
    }
  }

  private static ImageSet ofTable(
      SparkSession spark, MixingSetConfig config, TableFiles files, DecodeLimits limits) {
    Dataset<Row> table =
        TableScan.open(
            spark,
            "mixing-set.path " + config.path(),
            "Parquet",
            () -> TableFiles.reader(spark).parquet(files.paths()));
    Dataset<Row> pictures =
        table.select(
            TableColumns.named(table, "mixing-set.id", config.id()).cast("string").as(Samples.ID),
            TableColumns.encoded(table, "mixing-set.image", config.image(), limits.maxBytes())
                .as(Samples.IMAGE));
    Dataset<Row> lengths =
        pictures
            .select(
                functions.col(Samples.ID),
                functions.octet_length(functions.col(Samples.IMAGE)).cast("long").as(Samples.BYTES))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return new ImageSet(config.path(), lengths, (condition, bytes) -> pictures.where(condition));
    } finally {
      lengths.unpersist();
    }
  }

  private static ImageSet ofFolder(
      SparkSession spark, MixingSetConfig config, RemoteDirectory root, DecodeLimits limits) {
    if (!config.equals(MixingSetConfig.at(config.path()))) {
      throw new ConfigException(
          "mixing-set.id and mixing-set.image must be left out: they name columns of a table, and "
              + config.path()
              + " is a folder of images");
    }
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      Dataset<Row> index =
          tree.files()
              .filter((FilterFunction<Row>) file -> isOfSet(file.getString(0)))
              .select(
                  functions.col(ParallelListing.PATH).as(Samples.ID),
                  GeneratedFiles.none(Samples.LABELS),
                  GeneratedFiles.none(Samples.WEIGHTS),
                  functions.col(ParallelListing.PATH).as(Samples.LOCATION),
                  functions.col(ParallelListing.LENGTH).as(Samples.BYTES))
              .persist(StorageLevel.MEMORY_AND_DISK());
      ImageRangeReader images =
          new ImageRangeReader(
              path -> ByteRange.whole(root.resolve(path)), root.conf(), limits.maxBytes());
      return new ImageSet(
          config.path(),
          index.select(Samples.ID, Samples.BYTES),
          (condition, bytes) ->
              images
                  .read(index.where(condition), ReadParallelism.of(spark, bytes))
                  .select(Samples.ID, Samples.IMAGE));
    }
  }

  /** An image that is none of our own. */
  private static boolean isOfSet(String path) {
    return SampleIds.isPicture(path) && !path.startsWith("_");
  }

  private static String digest(Dataset<Row> lengths) {
    return ContentDigest.hex(
        lengths
            .mapPartitions((MapPartitionsFunction<Row, String>) ImageSet::sum, Encoders.STRING())
            .collectAsList()
            .stream()
            .map(part -> new BigInteger(part, 16))
            .reduce(BigInteger.ZERO, ContentDigest::sum));
  }

  private static Iterator<String> sum(Iterator<Row> rows) {
    ContentDigest digest = new ContentDigest(LENGTHS);
    BigInteger sum = BigInteger.ZERO;
    while (rows.hasNext()) {
      sum = ContentDigest.sum(sum, digest.of(rows.next()));
    }
    return List.of(ContentDigest.hex(sum)).iterator();
  }

  /** How many images there are; at least one. */
  public long count() {
    return ids.size();
  }

  /** Size of all encoded images. */
  public long bytes() {
    return bytes;
  }

  /** The names, distinct, in the order of their UTF-8 bytes. */
  public List<String> ids() {
    return List.copyOf(ids);
  }

  /** Order-free digest of names and encoded lengths. */
  public String digest() {
    return digest;
  }

  /** Rows of {@code id} and {@code image}, encoded. No encoded byte is shuffled. */
  public Dataset<Row> payload() {
    return source.where(functions.lit(true), bytes);
  }

  /** Some of the encoded images by name. */
  public Map<String, byte[]> some(Set<String> ids) {
    Map<String, byte[]> some = new HashMap<>();
    source
        .where(functions.col(Samples.ID).isin(ids.toArray()), bytes)
        .collectAsList()
        .forEach(row -> some.put(row.getString(0), row.getAs(1)));
    return some;
  }
}
