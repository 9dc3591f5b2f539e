package dev.emulsion.io.source;

import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Checks, once per file and task, that a table is read from the files that were listed. Spark knows
 * their lengths and modification times from its listing.
 */
public final class TableFileCheck implements UDF4<String, String, Long, Long, String> {

  private static final long serialVersionUID = 1L;

  private static final Column FILE = functions.col("_metadata.file_path");
  private static final Column LENGTH = functions.col("_metadata.file_size");
  private static final Column MODIFIED =
      functions.expr("unix_millis(_metadata.file_modification_time)");

  /** The stamp of the file that a row is in, as it was listed. */
  public static final Column STAMP =
      functions
          .udf((UDF2<Long, Long, Long>) FileStamp::of, DataTypes.LongType)
          .apply(LENGTH, MODIFIED);

  private final SerializableHadoopConf conf;
  private transient String last;

  public TableFileCheck(SerializableHadoopConf conf) {
    this.conf = conf;
  }

  /** The same column of texts, whose values cannot be read from a file that has changed. */
  public Column checked(Column text) {
    return functions.udf(this, DataTypes.StringType).apply(text, FILE, LENGTH, MODIFIED);
  }

  @Override
  public String call(String text, String path, Long length, Long modified) {
    if (!path.equals(last)) {
      check(TableScan.path(path), FileStamp.of(length, modified));
      last = path;
    }
    return text;
  }

  private void check(Path file, long listed) {
    try {
      FileStatus now = conf.fileSystem(file).getFileStatus(file);
      FileStamp.requireUnchanged(
          file, listed, FileStamp.of(now.getLen(), now.getModificationTime()));
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(
          "cannot read " + file + ", which existed when the input was listed", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look up " + file + ": " + e.getMessage(), e);
    }
  }
}
