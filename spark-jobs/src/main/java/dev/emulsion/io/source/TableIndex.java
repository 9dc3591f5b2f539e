package dev.emulsion.io.source;

import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.FileStatusCache;
import scala.Option;

/**
 * The files of one table, exactly those that were listed: Spark adds the columns of folders such as
 * {@code label=cat}, but neither takes paths for patterns, nor omits files with names that begin
 * with an underscore or a dot, nor those in plain folders below.
 */
final class TableIndex extends ListedFiles {

  TableIndex(SparkSession spark, List<Path> roots, List<FileStatus> listed) {
    this(spark, roots, listed.toArray(new FileStatus[0]));
  }

  private TableIndex(SparkSession spark, List<Path> roots, FileStatus[] files) {
    super(spark, roots, new Listed(files), files);
  }

  /** Gives Spark the listing, so that it makes none of its own. */
  private static final class Listed extends FileStatusCache {

    private final FileStatus[] files;

    Listed(FileStatus[] files) {
      this.files = files;
    }

    @Override
    public Option<FileStatus[]> getLeafFiles(Path path) {
      String inside = path + Path.SEPARATOR;
      return Option.apply(
          Arrays.stream(files)
              .filter(file -> (file.getPath() + Path.SEPARATOR).startsWith(inside))
              .toArray(FileStatus[]::new));
    }

    @Override
    public void putLeafFiles(Path path, FileStatus[] leafFiles) {}

    @Override
    public void invalidateAll() {}
  }

  /** Another listing of the same root may have found other files. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
