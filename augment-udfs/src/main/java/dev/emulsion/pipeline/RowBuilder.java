package dev.emulsion.pipeline;

import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.OutputRow;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.Tensors;
import java.util.List;
import java.util.Optional;

/** The third stage: computes the label of a mixed image and encodes both into a row. */
final class RowBuilder {

  private final int epoch;
  private final int classes;
  private final LabelsConfig labels;
  private final AttentionSource attentionSource;
  private final ImageColumn images;
  private final boolean storesPlans;

  private RowBuilder(PipelineSpec spec) {
    this.epoch = spec.epoch();
    this.classes = spec.classes();
    this.labels = spec.recipe().labels();
    this.attentionSource = spec.attentionSource();
    this.images = ImageColumn.of(spec.recipe());
    this.storesPlans = spec.recipe().output().plans() != OutputConfig.Plans.OMIT;
  }

  static RowBuilder of(PipelineSpec spec) {
    return new RowBuilder(spec);
  }

  OutputRow toRow(PendingRow pending) {
    if (!pending.isComplete()) {
      throw new IllegalStateException(
          "the label of " + pending.base().name() + " still waits for attention");
    }
    MixInput base = pending.base();
    Optional<MixInput> partner = pending.partner();
    Optional<LabelPair> pair = partner.map(other -> pair(base, other));
    MixPlan mix = pair.map(both -> withAttention(pending, both)).orElse(pending.mix());
    SoftLabel label =
        pair.map(mix::label).orElseGet(() -> base.label().soft(classes, labels.smoothing()));
    OutputPlan plan =
        new OutputPlan(base.plans(), partner.map(MixInput::plans).orElse(List.of()), mix);
    Image image = pending.image();
    return new OutputRow(
        OutputSchema.rowId(base.name(), epoch, pending.variant()),
        epoch,
        pending.variant(),
        base.id(),
        partner.map(MixInput::id),
        plan.method(),
        images.encode(image),
        image.height(),
        image.width(),
        Tensors.CHANNELS,
        base.label(),
        partner.map(MixInput::label),
        mix.lambda(),
        mix.lambdaDrawn(),
        label.indices(),
        label.weights(),
        labels.dense() ? Optional.of(label.dense()) : Optional.empty(),
        storesPlans ? Optional.of(Plans.write(plan)) : Optional.empty());
  }

  private LabelPair pair(MixInput base, MixInput partner) {
    return new LabelPair(base.label(), partner.label(), classes, labels.smoothing());
  }

  private MixPlan withAttention(PendingRow pending, LabelPair pair) {
    List<AttentionResult> results = pending.attentionResults();
    return results.isEmpty()
        ? pending.mix()
        : pending.mix().withAttention(attentionSource, results, pair);
  }
}
