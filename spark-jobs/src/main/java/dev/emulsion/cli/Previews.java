package dev.emulsion.cli;

import dev.emulsion.Printable;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.cli.ContactSheet.Caption;
import dev.emulsion.cli.ContactSheet.Panel;
import dev.emulsion.cli.ContactSheet.Sign;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.preview.PreviewReport;
import dev.emulsion.jobs.preview.PreviewReport.Example;
import dev.emulsion.mix.MixPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Draws the contact sheet of a finished run. */
final class Previews {

  private static final byte PLACEHOLDER_GRAY = (byte) 0xDC;

  private Previews() {}

  /**
   * Draws {@code rows} examples of {@code output} into the PNG file {@code to}, on any file system.
   * Prints to {@code err} why base, partner or attention are missing, if they are.
   */
  static void draw(SparkSession spark, String output, int rows, String to, PrintWriter err) {
    PreviewReport preview = new PreviewJob(spark, output, rows).run();
    preview
        .inputProblem()
        .ifPresent(why -> err.println("emulsion: preview without base and partner: " + why));
    preview
        .attentionProblem()
        .ifPresent(why -> err.println("emulsion: preview without attention: " + why));
    List<Example> examples = preview.examples();
    String header = output + ": " + Counts.of(examples.size(), "row");
    byte[] png = new ContactSheet(header, examples.stream().map(Previews::row).toList()).png();
    Path file = new Path(to);
    try {
      FileSystem fs = file.getFileSystem(spark.sparkContext().hadoopConfiguration());
      AtomicFile.replace(fs, file, file.getParent(), out -> out.write(png));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + to + ": " + e.getMessage(), e);
    }
  }

  /** The image of the run at {@code output}, unless another path is given. */
  static String defaultImage(SparkSession spark, String output) {
    Path root = new Path(output);
    try {
      FileSystem fs = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
      return new Path(RunDirectory.ownFolder(fs, root), "preview.png").toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + output, e);
    }
  }

  private static ContactSheet.Row row(Example example) {
    return example.stages().isEmpty() ? mixture(example) : blend(example);
  }

  /** The stages of a blend, and the mixture of its result with a partner. */
  private static ContactSheet.Row blend(Example example) {
    List<Panel> panels = new ArrayList<>();
    for (int i = 0; i < example.stages().size(); i++) {
      Stage stage = example.stages().get(i);
      boolean first = i == 0;
      panels.add(
          new Panel(
              stage.isMade() ? Sign.EQUALS : first ? Sign.NONE : Sign.PLUS,
              Optional.of(stage.image()),
              Caption.of(stage.name()),
              Caption.of(first ? example.baseLabel() : "")));
    }
    Image last = example.stages().get(example.stages().size() - 1).image();
    if (!last.equals(example.mixed())) {
      example
          .partner()
          .ifPresent(
              partner ->
                  panels.add(
                      new Panel(
                          Sign.PLUS,
                          Optional.of(partner),
                          Caption.of("partner"),
                          Caption.of(example.partnerLabel().orElse("none")))));
      panels.add(
          Panel.mixed(
              example.mixed(),
              mixing(
                  example,
                  example.partnerLabel().isPresent()
                      ? example.row().method()
                      : "after transforms")));
    }
    return new ContactSheet.Row(Printable.line(example.row().rowId()), panels);
  }

  private static ContactSheet.Row mixture(Example example) {
    Image missing = missing(example.mixed());
    boolean hasPartner = example.partnerLabel().isPresent();
    return ContactSheet.Row.mixed(
        Printable.line(example.row().rowId())
            + (example.base().isEmpty() ? " (input not available)" : "")
            + area(example).map(share -> ", base area " + share).orElse(""),
        example
            .base()
            .map(base -> AttentionOverlay.darken(base, example.attention().base()))
            .orElse(missing),
        hasPartner
            ? example
                .partner()
                .map(partner -> AttentionOverlay.darken(partner, example.attention().partner()))
                .or(() -> Optional.of(missing))
            : Optional.empty(),
        mixed(example),
        mixing(example, example.row().method() + example.mix().map(Previews::source).orElse("")));
  }

  private static ContactSheet.Mixing mixing(Example example, String method) {
    return new ContactSheet.Mixing(
        method, example.row().lambda(), example.baseLabel(), example.partnerLabel());
  }

  /** The mixture, darkened by its attention, with an outline around the partner. */
  private static Image mixed(Example example) {
    Image darkened = AttentionOverlay.darken(example.mixed(), example.attention().mixed());
    return example
        .mix()
        .map(mix -> AttentionOverlay.outline(darkened, mix.boxes()))
        .orElse(darkened);
  }

  /** The source of the attention that weighted the label, if it was not the area. */
  private static String source(MixPlan mix) {
    return mix.source() == AttentionSource.AREA
        ? ""
        : " by " + mix.source().name().toLowerCase(Locale.ROOT);
  }

  /** The base's share of the pixels, if λ is something else. */
  private static Optional<String> area(Example example) {
    double all = example.mixed().size().area();
    return example
        .mix()
        .filter(mix -> mix.source() != AttentionSource.AREA)
        .map(mix -> 1 - mix.boxes().stream().mapToLong(Box::area).sum() / all)
        .map(share -> String.format(Locale.ROOT, "%.2f", share));
  }

  /** A gray image in place of one that cannot be read. */
  private static Image missing(Image like) {
    byte[] samples = new byte[like.samples().length];
    Arrays.fill(samples, PLACEHOLDER_GRAY);
    return Image.of(like.height(), like.width(), like.channels(), samples);
  }
}
