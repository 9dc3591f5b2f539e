package dev.emulsion.spark.parquet;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.types.StructType;

/** Takes the SHA-256 of the files of another factory while they are written. */
final class HashedFiles extends PathWriterFactory {

  private static final long serialVersionUID = 1L;

  private final PathWriterFactory files;
  private final FileDigests digests;

  /**
   * @param digests to which a file is added when it is closed
   */
  HashedFiles(PathWriterFactory files, FileDigests digests) {
    this.files = files;
    this.digests = digests;
  }

  @Override
  public String getFileExtension(TaskAttemptContext context) {
    return files.getFileExtension(context);
  }

  @Override
  protected OutputWriter open(Path path, StructType schema, TaskAttemptContext context) {
    HashedPath hashed = new HashedPath(path);
    return new File(hashed, files.open(hashed, schema, context));
  }

  private final class File extends OutputWriter {

    private final HashedPath path;
    private final OutputWriter rows;

    File(HashedPath path, OutputWriter rows) {
      this.path = path;
      this.rows = rows;
    }

    @Override
    public void write(InternalRow row) {
      rows.write(row);
    }

    @Override
    public void close() {
      rows.close();
      digests.add(new FileDigests.Named(path.getName(), path.sha256()));
    }

    @Override
    public String path() {
      return rows.path();
    }
  }
}
