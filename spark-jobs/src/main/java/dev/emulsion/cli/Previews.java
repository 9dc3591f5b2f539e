package dev.emulsion.cli;

import dev.emulsion.attention.AttentionSource;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.cli.ContactSheet.Caption;
import dev.emulsion.cli.ContactSheet.Panel;
import dev.emulsion.cli.ContactSheet.Sign;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.preview.PreviewJob.Example;
import dev.emulsion.mix.MixPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
    preview
        .attentionProblem()
        .ifPresent(why -> err.println("emulsion: without what was seen: " + why));
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
    return example.stages().isEmpty() ? mixture(example) : way(example);
  }

  /** How a sample was joined with its companions, and what became of that. */
  private static ContactSheet.Row way(Example example) {
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
              example.partnerLabel().isPresent() ? example.method() : "transformed",
              example.lambda(),
              example.baseLabel(),
              example.partnerLabel()));
    }
    return new ContactSheet.Row(example.rowId(), panels);
  }

  private static ContactSheet.Row mixture(Example example) {
    Image missing = missing(example.mixed());
    boolean hasPartner = example.partnerLabel().isPresent();
    return ContactSheet.Row.mixed(
        example
            .base()
            .map(base -> AttentionOverlay.heat(base, example.heat().base()))
            .orElse(missing),
        hasPartner
            ? example
                .partner()
                .map(partner -> AttentionOverlay.heat(partner, example.heat().partner()))
                .or(() -> Optional.of(missing))
            : Optional.empty(),
        mixed(example),
        example.method() + example.mix().map(Previews::source).orElse(""),
        example.lambda(),
        example.baseLabel(),
        example.partnerLabel(),
        example.rowId()
            + (example.base().isEmpty() ? " (input is gone)" : "")
            + area(example).map(share -> ", area " + share).orElse(""));
  }

  /** The mixture with what was seen of it, and an outline around the partner. */
  private static Image mixed(Example example) {
    Image seen = AttentionOverlay.heat(example.mixed(), example.heat().mixed());
    return example.mix().map(mix -> AttentionOverlay.outlined(seen, mix.boxes())).orElse(seen);
  }

  /** What decided the label, if not the area. */
  private static String source(MixPlan mix) {
    return mix.source() == AttentionSource.AREA
        ? ""
        : " by " + mix.source().name().toLowerCase(Locale.ROOT);
  }

  /** The base's share of the pixels, where that is not what λ says. */
  private static Optional<String> area(Example example) {
    double all = example.mixed().size().area();
    return example
        .mix()
        .filter(mix -> mix.source() != AttentionSource.AREA)
        .map(mix -> 1 - mix.boxes().stream().mapToLong(Box::area).sum() / all)
        .map(share -> String.format(Locale.ROOT, "%.2f", share));
  }

  /** Stands for an image whose file is no longer there. */
  private static Image missing(Image like) {
    byte[] samples = new byte[like.samples().length];
    Arrays.fill(samples, PLACEHOLDER_GRAY);
    return Image.of(like.height(), like.width(), like.channels(), samples);
  }
}
