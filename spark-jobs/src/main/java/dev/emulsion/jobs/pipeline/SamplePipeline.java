package dev.emulsion.jobs.pipeline;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.jobs.replay.PlanReplayer;
import dev.emulsion.jobs.sideinput.BroadcastImages;
import dev.emulsion.jobs.sideinput.EncodedSample;
import dev.emulsion.jobs.sideinput.SideInputDraws;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.AttentionTarget;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.LabelColumn;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.Tensors;
import dev.emulsion.transform.OperationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What is done to samples, whoever brings them: decode, transform, mix, label, encode. A function
 * of recipe, epoch and sample; it knows nothing of rings or tasks.
 */
public final class SamplePipeline {

  /** Begins the reasons for which generated images are refused. */
  public static final String OF_GENERATED = "GENERATED_";

  private final Recipe recipe;
  private final int epoch;
  private final int classes;
  private final ImageColumn images;
  private final AttentionSource source;
  private final SamplePreparer preparing;
  private final SideInputDraws sideDraws;

  /**
   * One whose labels follow the area alone.
   *
   * @param classes number of classes, the length of a dense label
   */
  public SamplePipeline(Recipe recipe, int epoch, int classes) {
    this(recipe, epoch, classes, AttentionSource.AREA, BroadcastImages.empty());
  }

  /**
   * @param source of what labels depend on beyond the area
   * @param broadcastImages images of the set that blends join samples with
   */
  public SamplePipeline(
      Recipe recipe,
      int epoch,
      int classes,
      AttentionSource source,
      BroadcastImages broadcastImages) {
    this.source = source;
    this.preparing = new SamplePreparer(recipe, epoch, source, broadcastImages);
    this.sideDraws = new SideInputDraws(recipe.seed(), epoch);
    this.recipe = recipe;
    this.epoch = epoch;
    this.classes = classes;
    this.images = ImageColumn.of(recipe);
  }

  /** What became of a sample: {@link PreparedSample} or {@link RejectedSample}. */
  public sealed interface Preparation {}

  /**
   * A sample and all that was made of it before mixing: itself, or one for each of the images that
   * were generated from it, or both.
   *
   * @param members in the order of their rows; may be empty
   * @param joined how many of them are joined with a generated image
   * @param rejected generated images that cannot be used
   */
  public record PreparedSample(
      String id, Label label, List<MixInput> members, int joined, List<RejectedSample> rejected)
      implements Preparation {}

  /**
   * An image that is ready to be mixed.
   *
   * @param id of the sample
   * @param name of what it was made of: the sample's id, or that of a generated image
   * @param key of the name
   * @param attention of the image by itself
   */
  public record MixInput(
      String id,
      String name,
      SampleKey key,
      Label label,
      Image image,
      List<OperationPlan> plans,
      PendingAttention attention) {}

  /** A sample or a generated image that cannot be used, and why. */
  public record RejectedSample(String id, String reason, String message) implements Preparation {}

  /** Decodes and transforms one sample and what stands beside it. */
  public Preparation prepare(EncodedSample sample) {
    return preparing.of(sample);
  }

  /** What {@link #prepare} made, had again from its plans; its label is not known. */
  public MixInput again(PlanReplayer.TransformedImage print, Optional<AttentionGrid> map) {
    return preparing.again(print, map);
  }

  /** The member of a partner that an output of {@code base} is mixed with. */
  public MixInput member(MixInput base, PreparedSample partner, int variant) {
    return partner.members().get(sideDraws.member(base.key(), variant, partner.members().size()));
  }

  /** One output of {@code base} as a row of {@link OutputSchema}, if nobody has to look. */
  public Row output(MixInput base, Optional<MixInput> partner, int variant) {
    return row(pending(base, partner, variant));
  }

  /** One output of {@code base}, painted; its label may have to wait. */
  public PendingRow pending(MixInput base, Optional<MixInput> partner, int variant) {
    MixPlan mix = partner.map(other -> mix(base, other, variant)).orElseGet(Unmixed::new);
    if (partner.isEmpty() || mix instanceof Unmixed) {
      return new PendingRow(base, Optional.empty(), variant, mix, base.image(), List.of());
    }
    Image image = mix.apply(base.image(), partner.get().image());
    return new PendingRow(
        base, partner, variant, mix, image, attentions(base, partner.get(), mix, image));
  }

  /** A model looks where the method wants it to; other sources know images by themselves. */
  private List<PendingAttention> attentions(
      MixInput base, MixInput partner, MixPlan mix, Image mixture) {
    if (source == AttentionSource.AREA || mix.attentionTarget() == AttentionTarget.NOWHERE) {
      return List.of();
    }
    return source == AttentionSource.INLINE && mix.attentionTarget() == AttentionTarget.AT_MIXTURE
        ? List.of(PendingAttention.of(mixture))
        : List.of(base.attention(), partner.attention());
  }

  /** A draft that is settled, as a row of {@link OutputSchema}. */
  public Row row(PendingRow pending) {
    MixInput base = pending.base();
    Optional<MixInput> partner = pending.partner();
    boolean mixed = partner.isPresent();
    Image image = pending.image();
    MixPlan mix = pending.mix();
    SoftLabel label = base.label().soft(classes, recipe.labels().smoothing());
    if (mixed) {
      LabelPair labels = labels(base, partner.get());
      mix = seen(pending, labels);
      label = mix.label(labels);
    }
    OutputPlan plan = new OutputPlan(base.plans(), mixed ? partner.get().plans() : List.of(), mix);
    List<Object> row = new ArrayList<>(18);
    row.add(OutputSchema.rowId(base.name(), epoch, pending.variant()));
    row.add(epoch);
    row.add(pending.variant());
    row.add(base.id());
    row.add(mixed ? partner.get().id() : null);
    row.add(plan.method());
    row.add(images.encode(image));
    row.add(image.height());
    row.add(image.width());
    row.add(Tensors.CHANNELS);
    row.add(LabelColumn.value(base.label()));
    row.add(mixed ? LabelColumn.value(partner.get().label()) : null);
    row.add(mix.lambda());
    row.add(mix.lambdaDrawn());
    row.add(label.indices());
    row.add(label.weights());
    if (recipe.labels().dense()) {
      row.add(label.dense());
    }
    row.add(recipe.output().plans() == OutputConfig.Plans.OMIT ? null : Plans.write(plan));
    return RowFactory.create(row.toArray());
  }

  /** The plan with what was seen, if all was. */
  private MixPlan seen(PendingRow pending, LabelPair labels) {
    List<AttentionResult> attentionResults =
        pending.attentions().stream()
            .flatMap(attention -> attention.attentionResult().stream())
            .toList();
    return attentionResults.isEmpty() || attentionResults.size() < pending.attentions().size()
        ? pending.mix()
        : pending.mix().withAttention(source, attentionResults, labels);
  }

  private MixPlan mix(MixInput base, MixInput partner, int variant) {
    if (!base.image().size().equals(partner.image().size())) {
      throw new DataException(
          "cannot mix "
              + base.id()
              + " ("
              + base.image().size()
              + ") with "
              + partner.id()
              + " ("
              + partner.image().size()
              + "): sizes differ; end the transforms with one that fixes the size");
    }
    Draws draws = draws(base.key(), Purpose.MIX, variant, 0);
    return recipe.mix().plan(base.image(), partner.image(), known(base, partner), draws);
  }

  /** Both maps where they come from a table; what else is seen is seen of plans that are made. */
  private List<AttentionResult> known(MixInput base, MixInput partner) {
    List<AttentionResult> known =
        source == AttentionSource.TABLE
            ? Stream.of(base, partner)
                .flatMap(one -> one.attention().attentionResult().stream())
                .toList()
            : List.of();
    return known.size() == 2 ? known : List.of();
  }

  private LabelPair labels(MixInput base, MixInput partner) {
    return new LabelPair(base.label(), partner.label(), classes, recipe.labels().smoothing());
  }

  private Draws draws(SampleKey sample, Purpose purpose, int variant, int operation) {
    return new PhiloxDraws(new DrawKey(recipe.seed(), epoch, sample, purpose, variant, operation));
  }
}
