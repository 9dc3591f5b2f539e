package dev.emulsion.io.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.function.FlatMapFunction;
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
 */
public final class ParallelListing implements AutoCloseable {

  public static final String PATH = "path";
  public static final String LENGTH = "length";

  private static final String IS_FOLDER = "is_folder";

  private static final StructType ENTRY =
      new StructType()
          .add(PATH, DataTypes.StringType, false)
          .add(LENGTH, DataTypes.LongType, false)
          .add(IS_FOLDER, DataTypes.BooleanType, false);

  private final List<Dataset<Row>> levels = new ArrayList<>();

  private ParallelListing() {}

  /**
   * Lists the tree.
   *
   * @throws UncheckedIOException from its tasks, if a folder cannot be listed
   */
  public static ParallelListing below(SparkSession spark, RemoteDirectory root) {
    ParallelListing tree = new ParallelListing();
    Dataset<String> folders = spark.createDataset(List.of(""), Encoders.STRING());
    for (long count = 1; count > 0; ) {
      Dataset<Row> level =
          folders
              .flatMap(
                  (FlatMapFunction<String, Row>) folder -> entries(root, folder),
                  Encoders.row(ENTRY))
              .persist(StorageLevel.MEMORY_AND_DISK());
      tree.levels.add(level);
      Dataset<Row> below = level.filter(IS_FOLDER);
      count = below.count();
      int tasks = (int) Math.max(1, Math.min(count, ReadParallelism.waiting(spark)));
      folders = below.select(PATH).as(Encoders.STRING()).repartition(tasks);
    }
    return tree;
  }

  /** Rows that {@link FoundFile#of} reads. */
  public Dataset<Row> files() {
    return levels.stream()
        .map(level -> level.filter(functions.not(functions.col(IS_FOLDER))).select(PATH, LENGTH))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  @Override
  public void close() {
    levels.forEach(Dataset::unpersist);
  }

  private static Iterator<Row> entries(RemoteDirectory root, String folder) {
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
            return row(folder, entries.next());
          } catch (IOException e) {
            throw failure(root, folder, e);
          }
        }
      };
    } catch (IOException e) {
      throw failure(root, folder, e);
    }
  }

  private static Row row(String folder, FileStatus entry) {
    String name = entry.getPath().getName();
    String path = folder.isEmpty() ? name : folder + "/" + name;
    return RowFactory.create(path, entry.getLen(), entry.isDirectory());
  }

  private static UncheckedIOException failure(RemoteDirectory root, String folder, IOException e) {
    return new UncheckedIOException(
        "cannot list " + root.resolve(folder) + ": " + e.getMessage(), e);
  }
}
