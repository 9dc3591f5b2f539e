package dev.emulsion.io.side;

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
 */
public record FractalFolder(String root, SerializableHadoopConf conf) implements Serializable {

  public static final String LIST = "fractals.jsonl";

  /** Writes an image, replacing the file of an earlier attempt. */
  public void put(String relative, byte[] image) {
    Path path = new Path(root, relative);
    try (OutputStream out = conf.fileSystem(path).create(path, true)) {
      out.write(image);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes {@code lines} as the list, in the order of their partitions.
   *
   * @param scratch a folder for this call alone, deleted at the end
   */
  public void list(Dataset<String> lines, String scratch) {
    lines.write().mode(SaveMode.Overwrite).text(scratch);
    Path list = new Path(root, LIST);
    Path parts = new Path(scratch);
    try {
      FileSystem fs = conf.fileSystem(list);
      FileStatus[] files = fs.listStatus(parts, file -> file.getName().startsWith("part-"));
      Arrays.sort(files, Comparator.comparing(file -> file.getPath().getName()));
      try (OutputStream out = fs.create(list, true)) {
        for (FileStatus file : files) {
          try (var in = fs.open(file.getPath())) {
            in.transferTo(out);
          }
        }
      }
      fs.delete(parts, true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + list + ": " + e.getMessage(), e);
    }
  }
}
