package dev.emulsion.spark.parquet;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;

/** Creates Parquet files as Spark does, but through the file system of a path. */
final class ParquetFiles extends PathWriterFactory {

  private static final long serialVersionUID = 1L;

  private final OutputWriterFactory files;

  /**
   * @param files Spark's factory
   */
  ParquetFiles(OutputWriterFactory files) {
    this.files = files;
  }

  @Override
  public String getFileExtension(TaskAttemptContext context) {
    return files.getFileExtension(context);
  }

  @Override
  protected OutputWriter open(Path path, StructType schema, TaskAttemptContext context) {
    try {
      return new File(
          path, new ParquetOutputFormat<InternalRow>().getRecordWriter(context, path), context);
    } catch (IOException | InterruptedException e) {
      throw ParquetFiles.<RuntimeException>unchanged(e);
    }
  }

  /** Throws what Spark's own writer would: Scala declares no exceptions. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> E unchanged(Exception failure) throws E {
    throw (E) failure;
  }

  private static final class File extends OutputWriter {

    private final Path path;
    private final RecordWriter<Void, InternalRow> rows;
    private final TaskAttemptContext context;

    File(Path path, RecordWriter<Void, InternalRow> rows, TaskAttemptContext context) {
      this.path = path;
      this.rows = rows;
      this.context = context;
    }

    @Override
    public void write(InternalRow row) {
      try {
        rows.write(null, row);
      } catch (IOException | InterruptedException e) {
        throw ParquetFiles.<RuntimeException>unchanged(e);
      }
    }

    @Override
    public void close() {
      try {
        rows.close(context);
      } catch (IOException | InterruptedException e) {
        throw ParquetFiles.<RuntimeException>unchanged(e);
      }
    }

    @Override
    public String path() {
      return path.toString();
    }
  }
}
