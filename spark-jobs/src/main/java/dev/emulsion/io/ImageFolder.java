package dev.emulsion.io;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.DecodeLimits;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.InputConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * A directory with one folder a class, as torchvision's {@code ImageFolder}: the label is the first
 * folder below the root, however deep the photo lies. The id is the path relative to the root.
 *
 * <p>Files without an image's extension, files beside the class folders and hidden files are left
 * alone and counted. Folders are listed by tasks, not by the driver, so memory doesn't grow with
 * the number of files.
 */
final class ImageFolder implements Samples {

  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "ppm", "pgm");

  private static final long READ_SPLIT_BYTES = 64L << 20;

  /** More than cores, because listing waits for the file system. */
  private static final int LISTING_TASKS_PER_CORE = 4;

  private final SparkSession spark;
  private final Root root;
  private final int maxBytes;
  private final InputConfig input;
  private final Dataset<Row> files;
  private final long totalBytes;
  private final long ignored;
  private final long decomposed;

  private ImageFolder(SparkSession spark, Root root, int maxBytes, InputConfig input) {
    this.spark = spark;
    this.root = root;
    this.maxBytes = maxBytes;
    this.input = input;
    this.files = root.list(spark).persist(StorageLevel.MEMORY_AND_DISK());
    Column isImage = functions.col(LABELS).isNotNull();
    Row sums =
        files
            .agg(
                functions.count(functions.when(isImage, 1)),
                functions.count(functions.when(isImage, null).otherwise(1)),
                functions.coalesce(
                    functions.sum(functions.when(isImage, functions.col(BYTES))),
                    functions.lit(0L)),
                functions.count(functions.when(isImage.and(isDecomposed()), 1)))
            .first();
    long images = sums.getLong(0);
    this.ignored = sums.getLong(1);
    this.totalBytes = sums.getLong(2);
    this.decomposed = sums.getLong(3);
    if (images == 0) {
      throw new DataException(
          "no images in "
              + input.path()
              + ": expected class folders that hold .jpg, .png or .webp"
              + " files, such as "
              + input.path()
              + "/cat/1.jpg");
    }
  }

  static ImageFolder open(SparkSession spark, InputConfig input, DecodeLimits limits) {
    return new ImageFolder(spark, Root.of(spark, input.path()), limits.maxBytes(), input);
  }

  @Override
  public Dataset<Row> index() {
    return files.filter((FilterFunction<Row>) file -> !file.isNullAt(1));
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> index) {
    Root from = root;
    int cap = maxBytes;
    int tasks = input.partitions().orElseGet(this::readingTasks);
    return index
        .select(ID, LABELS)
        .repartition(tasks, functions.col(ID))
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) rows -> from.read(rows, cap), Encoders.row(PAYLOAD));
  }

  /** Enough for every core; the number never changes the output. */
  private int readingTasks() {
    long bySize = totalBytes / READ_SPLIT_BYTES + 1;
    return (int) Math.max(bySize, 2L * spark.sparkContext().defaultParallelism());
  }

  @Override
  public Label.Kind labelKind() {
    return Label.Kind.SINGLE;
  }

  @Override
  public boolean numbered() {
    return false;
  }

  private static Column isDecomposed() {
    return functions
        .udf(
            (UDF1<String, Boolean>) id -> !Normalizer.isNormalized(id, Normalizer.Form.NFC),
            DataTypes.BooleanType)
        .apply(functions.col(ID));
  }

  /** Paths are unique, but two of them may be one id once their accents are composed. */
  @Override
  public boolean mayRepeat() {
    return decomposed > 0;
  }

  @Override
  public boolean mayLack() {
    return false;
  }

  @Override
  public long totalBytes() {
    return totalBytes;
  }

  @Override
  public long ignored() {
    return ignored;
  }

  @Override
  public String pathPrefix() {
    return root.path().endsWith("/") ? root.path() : root.path() + "/";
  }

  /** The root directory, known to every task. */
  private record Root(String path, TaskConf conf) implements Serializable {

    static Root of(SparkSession spark, String path) {
      TaskConf conf = TaskConf.of(spark);
      try {
        Path given = new Path(path);
        FileSystem fs = given.getFileSystem(conf.get());
        FileStatus status = fs.getFileStatus(given);
        if (!status.isDirectory()) {
          throw new ConfigException(
              "input.path must be a directory of class folders, was the file " + path);
        }
        return new Root(status.getPath().toString(), conf);
      } catch (FileNotFoundException e) {
        throw new ConfigException("input.path " + path + " does not exist", e);
      } catch (IOException e) {
        throw new ConfigException("cannot read input.path " + path + ": " + e.getMessage(), e);
      }
    }

    /**
     * Every file below the root: as {@link Samples#INDEX}, the labels null where it's no sample.
     */
    Dataset<Row> list(SparkSession spark) {
      List<String> classes = new ArrayList<>();
      List<Row> beside = new ArrayList<>();
      try {
        RemoteIterator<FileStatus> entries = children("");
        while (entries.hasNext()) {
          FileStatus entry = entries.next();
          String name = entry.getPath().getName();
          if (entry.isDirectory()) {
            classes.add(name);
          } else {
            beside.add(RowFactory.create(name, null, null, name, entry.getLen()));
          }
        }
      } catch (IOException e) {
        throw new ConfigException("cannot list input.path " + path + ": " + e.getMessage(), e);
      }
      int tasks = LISTING_TASKS_PER_CORE * spark.sparkContext().defaultParallelism();
      Dataset<Row> ofClasses =
          spark
              .createDataset(classes, Encoders.STRING())
              .repartition(Math.max(1, Math.min(classes.size(), tasks)))
              .flatMap((FlatMapFunction<String, Row>) Walk::new, Encoders.row(INDEX));
      return beside.isEmpty()
          ? ofClasses
          : ofClasses.union(spark.createDataFrame(beside, INDEX).coalesce(1));
    }

    /** The files of one class, found as they are asked for. */
    private final class Walk implements Iterator<Row> {

      private final String[] labels;
      private final Deque<String> folders = new ArrayDeque<>();
      private String folder;
      private RemoteIterator<FileStatus> entries;
      private Row next;

      Walk(String label) {
        this.labels = new String[] {label};
        folders.push(label);
      }

      @Override
      public boolean hasNext() {
        try {
          while (next == null && (hasEntry() || !folders.isEmpty())) {
            if (!hasEntry()) {
              folder = folders.pop();
              entries = children(folder);
            } else {
              take(entries.next());
            }
          }
        } catch (IOException e) {
          throw new UncheckedIOException("cannot list " + folder + " of " + path, e);
        }
        return next != null;
      }

      private boolean hasEntry() throws IOException {
        return entries != null && entries.hasNext();
      }

      private void take(FileStatus entry) {
        String id = folder + "/" + entry.getPath().getName();
        if (entry.isDirectory()) {
          folders.push(id);
        } else {
          next = RowFactory.create(id, isImage(id) ? labels : null, null, id, entry.getLen());
        }
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Row row = next;
        next = null;
        return row;
      }
    }

    /** By the name's end; no part of the path may be hidden. */
    private static boolean isImage(String id) {
      String name = id.substring(id.lastIndexOf('/') + 1);
      int dot = name.lastIndexOf('.');
      return dot > 0
          && !id.startsWith(".")
          && !id.contains("/.")
          && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private RemoteIterator<FileStatus> children(String folder) throws IOException {
      return fileSystem().listStatusIterator(resolve(folder));
    }

    /** The local file system without its checksums, which stumble over colons in names. */
    private FileSystem fileSystem() throws IOException {
      FileSystem fs = resolve("").getFileSystem(conf.get());
      return fs instanceof LocalFileSystem local ? local.getRaw() : fs;
    }

    Iterator<Row> read(Iterator<Row> index, int cap) throws IOException {
      FileSystem fs = fileSystem();
      Iterable<Row> once = () -> index;
      Stream<Row> rows = StreamSupport.stream(once.spliterator(), false);
      return rows.map(row -> read(fs, row.getString(0), row.get(1), cap)).iterator();
    }

    private Row read(FileSystem fs, String id, Object labels, int cap) {
      try (FSDataInputStream in = fs.open(resolve(id))) {
        // One byte beyond the cap is enough for the decoder to see that the file is too large.
        byte[] bytes = in.readNBytes(cap == Integer.MAX_VALUE ? cap : cap + 1);
        return RowFactory.create(id, labels, null, id, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot read " + id + " of " + path + ", which was there when the input was listed", e);
      }
    }

    /** Not {@code new Path(root, id)}: a colon in a file name would read as a scheme. */
    private Path resolve(String id) {
      Path root = new Path(path);
      String parent = root.toUri().getPath();
      String joined = id.isEmpty() ? parent : (parent.endsWith("/") ? parent : parent + "/") + id;
      return new Path(root.toUri().getScheme(), root.toUri().getAuthority(), joined);
    }
  }
}
