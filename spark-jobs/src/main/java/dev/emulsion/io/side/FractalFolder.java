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
 * What {@code emulsion fractals} writes as files: images, and {@code fractals.jsonl}, a line per
 * image with its path, its label and where it comes from. The list is a manifest that {@code
 * input.format: manifest} reads.
 *
 * @param root with scheme and authority
 */
public record FractalFolder(String root, SerializableHadoopConf conf) implements Serializable {

  /** The name of the list. */
  public static final String LIST = "fractals.jsonl";

  /** Writes an image, replacing what a task before this one left. */
  public void put(String relative, byte[] image) {
    Path path = new Path(root, relative);
    try (OutputStream out = conf.fileSystem(path).create(path, true)) {
      out.write(image);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes {@code lines}, partition after partition, as the list.
   *
   * @param scratch a folder of the run's own, which is deleted in the end
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
