package dev.emulsion.io.fs;

import dev.emulsion.DataException;
import dev.emulsion.io.fs.FolderLinks.Linked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * All files below a folder, listed level by level, with all folders of a level in parallel. The
 * driver lists the first levels itself, with threads, as far as they have at most {@value
 * #MAX_ON_DRIVER} entries together; of a larger tree, each further level is a Spark job, so that
 * neither a large class nor a deep tree depends on one task. Close it once results derived from
 * {@link #files} are cached.
 *
 * <p>Links are followed, each folder once; see {@link FolderLinks}. A link that is not followed is
 * an empty file whose path ends with a slash.
 */
public final class ParallelListing implements AutoCloseable {

  public static final String PATH = "path";
  public static final String LENGTH = "length";
  public static final String STAMP = "stamp";
  public static final String MODIFIED = "modified";

  private static final String IS_FOLDER = "is_folder";
  private static final String TARGET = "target";

  /** Far above any data set, and reached soon where a file system hides that it runs in circles. */
  private static final int MAX_DEPTH = 100;

  private static final StructType FILE =
      new StructType()
          .add(PATH, DataTypes.StringType, false)
          .add(LENGTH, DataTypes.LongType, false)
          .add(STAMP, DataTypes.LongType, false)
          .add(MODIFIED, DataTypes.LongType, false);

  /** The target is null unless a folder was reached through a link. */
  private static final StructType ENTRY =
      FILE.add(IS_FOLDER, DataTypes.BooleanType, false).add(TARGET, DataTypes.StringType, true);

  private static final StructType FOLDER =
      new StructType()
          .add(PATH, DataTypes.StringType, false)
          .add(TARGET, DataTypes.StringType, true);

  /** Some ten megabytes of names. */
  private static final int MAX_ON_DRIVER = 50_000;

  private static final int MIN_THREADS = 16;

  private final SparkSession spark;
  private final RemoteDirectory root;
  private final FolderLinks links;
  private final List<Row> foundOnDriver = new ArrayList<>();
  private final List<Dataset<Row>> foundInTasks = new ArrayList<>();
  private int depth;

  private ParallelListing(SparkSession spark, RemoteDirectory root) {
    this.spark = spark;
    this.root = root;
    this.links = new FolderLinks(root);
  }

  /**
   * Lists the tree.
   *
   * @throws UncheckedIOException also from its tasks, if a folder cannot be listed
   * @throws DataException if folders are nested without end; also from its tasks, if a name is not
   *     UTF-8
   */
  public static ParallelListing below(SparkSession spark, RemoteDirectory root) {
    return below(spark, root, MAX_ON_DRIVER);
  }

  /** Lists the tree; the driver itself at most {@code max} entries. */
  static ParallelListing below(SparkSession spark, RemoteDirectory root, int max) {
    ParallelListing tree = new ParallelListing(spark, root);
    List<Row> large = tree.listOnDriver(max);
    tree.listInTasks(large);
    return tree;
  }

  /** Returns the folders of the first level that has too many entries. */
  private List<Row> listOnDriver(int max) {
    List<Row> folders = List.of(RowFactory.create("", null));
    int threads = Math.max(MIN_THREADS, ReadParallelism.waiting(spark));
    try (DriverListing<Row, Row> listing =
        new DriverListing<>(folder -> entries(root, folder), max, threads)) {
      while (!folders.isEmpty()) {
        requireShallow(folders.get(0));
        Optional<List<Row>> level = listing.list(folders);
        if (level.isEmpty()) {
          return folders;
        }
        depth++;
        folders = keepFiles(level.get());
      }
    }
    return folders;
  }

  /** Keeps the files of a level and returns the folders to list next. */
  private List<Row> keepFiles(List<Row> level) {
    List<Row> folders = new ArrayList<>();
    for (Row entry : level) {
      if (entry.<Boolean>getAs(4)) {
        folders.add(RowFactory.create(entry.get(0), entry.get(5)));
      } else {
        foundOnDriver.add(file(entry.getString(0), entry.get(1), entry.get(2), entry.get(3)));
      }
    }
    Set<String> elsewhere = elsewhere(folders);
    folders.removeIf(folder -> elsewhere.contains(folder.getString(0)));
    return folders;
  }

  private void listInTasks(List<Row> large) {
    Dataset<Row> folders = spark.createDataFrame(large, FOLDER);
    for (long count = large.size(); count > 0; depth++) {
      int tasks = (int) Math.max(1, Math.min(count, ReadParallelism.waiting(spark)));
      Dataset<Row> level = level(folders.repartition(tasks));
      Dataset<Row> below = followed(level);
      count = below.count();
      if (count > 0 && depth + 1 == MAX_DEPTH) {
        throw tooDeep(below.first());
      }
      folders = below.select(PATH, TARGET);
    }
  }

  private void requireShallow(Row folder) {
    if (depth == MAX_DEPTH) {
      throw tooDeep(folder);
    }
  }

  private DataException tooDeep(Row folder) {
    return new DataException(
        "folders must be nested at most "
            + MAX_DEPTH
            + " deep, but there is "
            + root.resolve(folder.getString(0))
            + "; remove the link or mount that leads back up");
  }

  private Dataset<Row> level(Dataset<Row> folders) {
    RemoteDirectory listed = root;
    Dataset<Row> level =
        folders
            .flatMap(
                (FlatMapFunction<Row, Row>) folder -> entries(listed, folder), Encoders.row(ENTRY))
            .persist(StorageLevel.MEMORY_AND_DISK());
    foundInTasks.add(level);
    return level;
  }

  /** The folders of a level, without those that are listed elsewhere. */
  private Dataset<Row> followed(Dataset<Row> level) {
    Dataset<Row> folders = level.filter(IS_FOLDER);
    if (!links.possible()) {
      return folders;
    }
    Set<String> elsewhere =
        elsewhere(
            folders.filter(functions.col(TARGET).isNotNull()).select(PATH, TARGET).collectAsList());
    return elsewhere.isEmpty()
        ? folders
        : folders.filter((FilterFunction<Row>) folder -> !elsewhere.contains(folder.getString(0)));
  }

  /** The paths of folders of one level that are listed elsewhere; they count as empty files. */
  private Set<String> elsewhere(List<Row> folders) {
    List<Linked> linked =
        folders.stream()
            .filter(folder -> !folder.isNullAt(1))
            .map(folder -> new Linked(folder.getString(0), folder.getString(1)))
            .toList();
    Set<String> repeated = linked.isEmpty() ? Set.of() : links.repeated(linked);
    repeated.forEach(path -> foundOnDriver.add(file(path + "/", 0L, 0L, 0L)));
    return repeated;
  }

  /** Rows that {@link FoundFile#of} reads; the driver holds them if the tree is small. */
  public Dataset<Row> files() {
    Dataset<Row> onDriver = spark.createDataFrame(foundOnDriver, FILE);
    return foundInTasks.stream()
        .map(level -> level.filter(functions.not(functions.col(IS_FOLDER))).select(columns()))
        .reduce(onDriver, Dataset::union);
  }

  private static Column[] columns() {
    return new Column[] {
      functions.col(PATH), functions.col(LENGTH), functions.col(STAMP), functions.col(MODIFIED)
    };
  }

  @Override
  public void close() {
    foundInTasks.forEach(Dataset::unpersist);
  }

  /**
   * The entries of a folder.
   *
   * @param row of {@link #FOLDER}
   */
  private static Iterator<Row> entries(RemoteDirectory root, Row row) {
    String folder = row.getString(0);
    boolean linked = !row.isNullAt(1);
    try {
      RemoteIterator<FileStatus> entries = root.children(folder);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          try {
            return entries.hasNext();
          } catch (IOException e) {
            throw failure(root, folder, e);
          }
        }

        @Override
        public Row next() {
          try {
            return row(root, folder, linked, entries.next());
          } catch (IOException e) {
            throw failure(root, folder, e);
          }
        }
      };
    } catch (IOException e) {
      throw failure(root, folder, e);
    }
  }

  private static Row file(String path, Object length, Object stamp, Object modified) {
    return RowFactory.create(path, length, stamp, modified);
  }

  private static Row row(RemoteDirectory root, String folder, boolean linked, FileStatus entry)
      throws IOException {
    String name = entry.getPath().getName();
    String path = folder.isEmpty() ? name : folder + "/" + name;
    return entry.isDirectory()
        ? RowFactory.create(path, 0L, 0L, 0L, true, root.target(path, linked).orElse(null))
        : RowFactory.create(
            path, entry.getLen(), FileStamp.of(entry), entry.getModificationTime(), false, null);
  }

  private static UncheckedIOException failure(RemoteDirectory root, String folder, IOException e) {
    return new UncheckedIOException(
        "cannot list " + root.resolve(folder) + ": " + e.getMessage(), e);
  }
}
