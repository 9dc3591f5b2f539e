package dev.emulsion.jobs.report;

import dev.emulsion.Printable;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.preview.PreviewReport.Example;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.report.ReportImages;
import dev.emulsion.report.ReportImages.Outline;
import dev.emulsion.report.ReportImages.Panel;
import dev.emulsion.report.ReportImages.Thumbnail;
import dev.emulsion.report.RunReport.Strip;
import dev.emulsion.report.RunReport.Weight;
import dev.emulsion.spark.OutputRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns examples into strips with small images, one at a time. */
final class StripCollector implements PreviewJob.Visitor {

  /** Reads as much of a file as there is. */
  private static final DecodeOptions LENIENT =
      new DecodeOptions(
          DecodeOptions.Codec.AUTO,
          DecodeOptions.Orientation.IGNORE,
          DecodeOptions.Truncated.ALLOW,
          DecodeOptions.SixteenBit.SCALE,
          DecodeOptions.Animated.FIRST,
          DecodeLimits.DEFAULT);

  /** Classes of a label that a strip lists. */
  private static final int MAX_WEIGHTS = 8;

  private final List<String> classes;
  private final ImageCodec codec = ImageCodecs.of(LENIENT);
  private final List<Strip> strips = new ArrayList<>();
  private final List<List<Panel>> panels = new ArrayList<>();
  private final Map<String, Thumbnail> samples = new TreeMap<>();

  /**
   * @param classes printable names
   */
  StripCollector(List<String> classes) {
    this.classes = classes;
  }

  List<Strip> strips() {
    return strips;
  }

  ReportImages pictures() {
    return new ReportImages(panels, samples);
  }

  @Override
  public void sample(String id, byte[] encoded) {
    decode(encoded).ifPresent(picture -> samples.put(Printable.line(id), picture));
  }

  private Optional<Thumbnail> decode(byte[] encoded) {
    return codec.decode(encoded) instanceof Decoded.DecodedImage decoded
        ? Optional.of(Thumbnail.of(decoded.image()))
        : Optional.empty();
  }

  @Override
  public void example(Example example) {
    OutputRow row = example.row();
    strips.add(
        new Strip(
            Printable.line(row.rowId()),
            Printable.line(row.baseId()),
            row.partnerId().map(Printable::line),
            row.method(),
            row.lambda(),
            row.lambdaDrawn(),
            Printable.line(example.baseLabel()),
            example.partnerLabel().map(Printable::line),
            mass(row, Printable.line(example.baseLabel())),
            row.plan()));
    panels.add(panels(example));
  }

  /** The base's class first, then the heaviest. */
  private List<Weight> mass(OutputRow row, String base) {
    List<Weight> mass = new ArrayList<>();
    for (int i = 0; i < row.labelIndices().length; i++) {
      mass.add(new Weight(classes.get(row.labelIndices()[i]), row.labelWeights()[i]));
    }
    mass.sort(
        Comparator.comparing((Weight weight) -> !weight.name().equals(base))
            .thenComparing(Comparator.comparingDouble(Weight::weight).reversed()));
    return mass.subList(0, Math.min(MAX_WEIGHTS, mass.size()));
  }

  private List<Panel> panels(Example example) {
    List<Panel> all = new ArrayList<>();
    Optional<String> partner = example.partnerLabel();
    if (!example.stages().isEmpty()) {
      addStages(example, all);
    } else if (partner.isPresent()) {
      all.add(panel("base", example.baseLabel(), "", example.base()));
    } else {
      Optional<Thumbnail> source = example.source().flatMap(this::decode);
      all.add(new Panel("sample", Printable.line(example.baseLabel()), "", source, Outline.NONE));
    }
    partner.ifPresent(label -> all.add(panel("partner", label, "+", example.partner())));
    if (partner.isPresent() || !isLastStage(example)) {
      all.add(result(example, partner.isPresent() ? "=" : "→"));
    }
    return all;
  }

  private static Panel result(Example example, String sign) {
    Outline outline =
        example
            .mix()
            .map(MixPlan::boxes)
            .map(boxes -> ReportImages.outline(example.mixed().size(), boxes))
            .orElse(Outline.NONE);
    return new Panel(
        "row", example.row().method(), sign, Optional.of(Thumbnail.of(example.mixed())), outline);
  }

  private static void addStages(Example example, List<Panel> all) {
    for (Stage stage : example.stages()) {
      boolean first = all.isEmpty();
      all.add(
          panel(
              Printable.line(stage.name()),
              first ? example.baseLabel() : "",
              stage.isMade() ? "=" : first ? "" : "+",
              Optional.of(stage.image())));
    }
  }

  /** Whether the row is the result of the blend, and so is shown already. */
  private static boolean isLastStage(Example example) {
    List<Stage> stages = example.stages();
    return !stages.isEmpty() && stages.get(stages.size() - 1).image().equals(example.mixed());
  }

  private static Panel panel(String caption, String detail, String sign, Optional<Image> image) {
    return new Panel(caption, Printable.line(detail), sign, image.map(Thumbnail::of), Outline.NONE);
  }
}
