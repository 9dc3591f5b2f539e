package dev.emulsion.io.side;

import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SaveMode;

/**
 * The set of fractals that {@code emulsion fractals} writes as image files, with a list, {@code
 * fractals.jsonl}: a line per image with its path, label and origin. The list is a manifest that
 * {@code input.format: manifest} reads.
 *
 * @param root with scheme and authority
 * @param scratch a folder for unfinished files, of this process alone
 */
public record FractalFolder(String root, String scratch, SerializableHadoopConf conf)
    implements Serializable {

  public static final String LIST = "fractals.jsonl";

  /** Writes an image, replacing the file of an earlier attempt. */
  public void put(String relative, byte[] image) {
    write(new Path(root, relative), out -> out.write(image));
  }

  private void write(Path path, AtomicFile.Content content) {
    try {
      AtomicFile.replace(conf.fileSystem(path), path, new Path(scratch), content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  /** Writes {@code lines} as the list, in the order of their partitions. */
  public void list(Dataset<String> lines) {
    Path parts = new Path(scratch, "lines");
    lines.write().mode(SaveMode.Overwrite).text(parts.toString());
    write(new Path(root, LIST), out -> concatenate(parts, out));
  }

  private void concatenate(Path parts, OutputStream out) throws IOException {
    FileSystem fs = conf.fileSystem(parts);
    FileStatus[] files = fs.listStatus(parts, file -> file.getName().startsWith("part-"));
    Arrays.sort(files, Comparator.comparing(file -> file.getPath().getName()));
    for (FileStatus file : files) {
      try (var in = fs.open(file.getPath())) {
        in.transferTo(out);
      }
    }
  }
}
