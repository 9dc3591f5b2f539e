package dev.emulsion.spark.parquet;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;

/** Creates the files of tasks through the file system of a {@link Path}, which may be any. */
public abstract class PathWriterFactory extends OutputWriterFactory {

  private static final long serialVersionUID = 1L;

  /**
   * Creates a file.
   *
   * @param path the file; created through its {@link Path#getFileSystem}
   */
  protected abstract OutputWriter open(Path path, StructType schema, TaskAttemptContext context);

  @Override
  public final OutputWriter newInstance(
      String path, StructType schema, TaskAttemptContext context) {
    return open(new Path(path), schema, context);
  }
}
