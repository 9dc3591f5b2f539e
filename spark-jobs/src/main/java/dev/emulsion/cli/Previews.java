package dev.emulsion.cli;

import dev.emulsion.image.Image;
import dev.emulsion.jobs.PreviewJob;
import dev.emulsion.jobs.PreviewJob.Example;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Draws the contact sheet of a finished run. */
final class Previews {

  private static final byte PLACEHOLDER_GRAY = (byte) 0xDC;

  private Previews() {}

  /**
   * Draws {@code rows} examples of {@code output} into the PNG file {@code to}, on any file system.
   * Says on {@code err} why base and partner are missing, if they are.
   */
  static void draw(SparkSession spark, String output, int rows, String to, PrintWriter err) {
    PreviewJob.Preview preview = new PreviewJob(spark, output, rows).run();
    preview
        .inputProblem()
        .ifPresent(why -> err.println("emulsion: without base and partner: " + why));
    List<Example> examples = preview.examples();
    String header = output + ": " + examples.size() + " of its rows";
    byte[] png = new ContactSheet(header, examples.stream().map(Previews::row).toList()).png();
    Path file = new Path(to);
    try (OutputStream out =
        file.getFileSystem(spark.sparkContext().hadoopConfiguration()).create(file, true)) {
      out.write(png);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + to, e);
    }
  }

  private static ContactSheet.Row row(Example example) {
    Image missing = missing(example.mixed());
    boolean hasPartner = example.partnerLabel().isPresent();
    return new ContactSheet.Row(
        example.base().orElse(missing),
        hasPartner ? example.partner().or(() -> Optional.of(missing)) : Optional.empty(),
        example.mixed(),
        example.method(),
        example.lambda(),
        example.baseLabel(),
        example.partnerLabel(),
        example.sampleId() + (example.base().isEmpty() ? " (input is gone)" : ""));
  }

  /** Stands for a picture whose file is no longer there. */
  private static Image missing(Image like) {
    byte[] samples = new byte[like.samples().length];
    Arrays.fill(samples, PLACEHOLDER_GRAY);
    return Image.of(like.height(), like.width(), like.bands(), samples);
  }
}
