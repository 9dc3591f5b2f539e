package dev.emulsion.io.fs;

import dev.emulsion.DataException;
import dev.emulsion.io.fs.FolderLinks.Linked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
 * All files below a folder, listed level by level, with all folders of a level in parallel, so that
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

  private final SparkSession spark;
  private final List<Dataset<Row>> levels = new ArrayList<>();
  private final List<Row> unfollowed = new ArrayList<>();

  private ParallelListing(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Lists the tree.
   *
   * @throws UncheckedIOException from its tasks, if a folder cannot be listed
   * @throws DataException if folders are nested without end; from its tasks, if a name is not UTF-8
   */
  public static ParallelListing below(SparkSession spark, RemoteDirectory root) {
    ParallelListing tree = new ParallelListing(spark);
    FolderLinks links = new FolderLinks(root);
    Dataset<Row> folders = spark.createDataFrame(List.of(RowFactory.create("", null)), FOLDER);
    for (long count = 1; count > 0; ) {
      tree.requireShallow(root, folders);
      Dataset<Row> level = tree.level(root, folders);
      Dataset<Row> below = tree.followed(level, links);
      count = below.count();
      int tasks = (int) Math.max(1, Math.min(count, ReadParallelism.waiting(spark)));
      folders = below.select(PATH, TARGET).repartition(tasks);
    }
    return tree;
  }

  private void requireShallow(RemoteDirectory root, Dataset<Row> folders) {
    if (levels.size() == MAX_DEPTH) {
      throw new DataException(
          "folders must be nested at most "
              + MAX_DEPTH
              + " deep, but there is "
              + root.resolve(folders.first().getString(0))
              + "; remove the link or mount that leads back up");
    }
  }

  private Dataset<Row> level(RemoteDirectory root, Dataset<Row> folders) {
    Dataset<Row> level =
        folders
            .flatMap(
                (FlatMapFunction<Row, Row>)
                    folder -> entries(root, folder.getString(0), !folder.isNullAt(1)),
                Encoders.row(ENTRY))
            .persist(StorageLevel.MEMORY_AND_DISK());
    levels.add(level);
    return level;
  }

  /** The folders of a level, without those that are listed elsewhere. */
  private Dataset<Row> followed(Dataset<Row> level, FolderLinks links) {
    Dataset<Row> folders = level.filter(IS_FOLDER);
    if (!links.possible()) {
      return folders;
    }
    List<Linked> linked =
        folders
            .filter(functions.col(TARGET).isNotNull())
            .select(PATH, TARGET)
            .collectAsList()
            .stream()
            .map(row -> new Linked(row.getString(0), row.getString(1)))
            .toList();
    Set<String> repeated = links.repeated(linked);
    if (repeated.isEmpty()) {
      return folders;
    }
    repeated.forEach(path -> unfollowed.add(RowFactory.create(path + "/", 0L, 0L, 0L)));
    return folders.filter((FilterFunction<Row>) folder -> !repeated.contains(folder.getString(0)));
  }

  /** Rows that {@link FoundFile#of} reads. */
  public Dataset<Row> files() {
    Dataset<Row> links = spark.createDataFrame(unfollowed, FILE);
    return levels.stream()
        .map(level -> level.filter(functions.not(functions.col(IS_FOLDER))).select(columns()))
        .reduce(Dataset::union)
        .map(files -> unfollowed.isEmpty() ? files : files.union(links))
        .orElseThrow();
  }

  private static Column[] columns() {
    return new Column[] {
      functions.col(PATH), functions.col(LENGTH), functions.col(STAMP), functions.col(MODIFIED)
    };
  }

  @Override
  public void close() {
    levels.forEach(Dataset::unpersist);
  }

  private static Iterator<Row> entries(RemoteDirectory root, String folder, boolean linked) {
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
