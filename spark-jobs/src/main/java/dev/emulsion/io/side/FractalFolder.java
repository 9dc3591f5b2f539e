package dev.emulsion.io.side;

import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.RunLease;
import dev.emulsion.io.run.SealedOutput;
import dev.emulsion.io.source.Samples;
import dev.emulsion.recipe.InputConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.hadoop.conf.Configuration;
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
 * @param guard which keeps a process that has lost the output from replacing files of its successor
 */
public record FractalFolder(
    String root, String scratch, SerializableHadoopConf conf, RunLease.Guard guard)
    implements Serializable {

  public static final String LIST = "fractals.jsonl";

  /**
   * Checks that samples which are such a set are all of it. Other samples pass.
   *
   * @throws dev.emulsion.DataException if images are missing, or there are others in the folder
   */
  public static void requireComplete(InputConfig input, Samples samples, Configuration conf) {
    if (input.isFiles()) {
      SealedOutput.find(FractalTable.KIND, FractalTable.FOLDER, input.path(), conf)
          .filter(set -> set.seal().files().isEmpty())
          .ifPresent(
              set ->
                  set.requireRows(
                      "input.path", "images", set.seal().images(), samples.index().count()));
    }
  }

  /**
   * Writes an image, replacing the file of an earlier attempt.
   *
   * @throws dev.emulsion.DataException if another process has claimed the output
   */
  public void put(String relative, byte[] image) {
    write(new Path(root, relative), out -> out.write(image));
  }

  private void write(Path path, AtomicFile.Content content) {
    guard.replace(path, scratch, content, conf);
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
