package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.Insight;
import dev.emulsion.image.Image;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.Looks;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Untouched;
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
import dev.emulsion.transform.Step;
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
final class Augmenter {

  /** Begins the reasons for which generated pictures are refused. */
  static final String OF_GENERATED = "GENERATED_";

  private final Recipe recipe;
  private final int epoch;
  private final int classes;
  private final ImageColumn images;
  private final AttentionSource source;
  private final Preparing preparing;
  private final Lots lots;

  /**
   * One whose labels follow the area alone.
   *
   * @param classes number of classes, the length of a dense label
   */
  Augmenter(Recipe recipe, int epoch, int classes) {
    this(recipe, epoch, classes, AttentionSource.AREA, Shelf.empty());
  }

  /**
   * @param source of what labels depend on beyond the area
   * @param shelf pictures of the set that blends join samples with
   */
  Augmenter(Recipe recipe, int epoch, int classes, AttentionSource source, Shelf shelf) {
    this.source = source;
    this.preparing = new Preparing(recipe, epoch, source, shelf);
    this.lots = new Lots(recipe.seed(), epoch);
    this.recipe = recipe;
    this.epoch = epoch;
    this.classes = classes;
    this.images = ImageColumn.of(recipe);
  }

  /** What became of a sample: {@link Family} or {@link Refused}. */
  sealed interface Prepared {}

  /**
   * A sample and all that was made of it before mixing: itself, or one for each of the pictures
   * that were generated from it, or both.
   *
   * @param members in the order of their rows; may be empty
   * @param joined how many of them are joined with a generated picture
   * @param rejected generated pictures that cannot be used
   */
  record Family(String id, Label label, List<Ready> members, int joined, List<Refused> rejected)
      implements Prepared {}

  /**
   * A picture that is ready to be mixed.
   *
   * @param id of the sample
   * @param name of what it was made of: the sample's id, or that of a generated picture
   * @param key of the name
   * @param sight of the picture by itself
   */
  record Ready(
      String id,
      String name,
      SampleKey key,
      Label label,
      Image image,
      List<Step> plans,
      Sight sight) {}

  /** A sample or a generated picture that cannot be used, and why. */
  record Refused(String id, String reason, String message) implements Prepared {}

  /** Decodes and transforms one sample and what stands beside it. */
  Prepared prepare(EncodedSample sample) {
    return preparing.of(sample);
  }

  /** What {@link #prepare} made, had again from its plans; its label is not known. */
  Ready again(Repainter.Print print, Optional<AttentionGrid> map) {
    return preparing.again(print, map);
  }

  /** The member of a partner that an output of {@code base} is mixed with. */
  Ready member(Ready base, Family partner, int variant) {
    return partner.members().get(lots.member(base.key(), variant, partner.members().size()));
  }

  /** One output of {@code base} as a row of {@link OutputSchema}, if nobody has to look. */
  Row output(Ready base, Optional<Ready> partner, int variant) {
    return row(draft(base, partner, variant));
  }

  /** One output of {@code base}, painted; its label may have to wait. */
  Draft draft(Ready base, Optional<Ready> partner, int variant) {
    MixPlan mix = partner.map(other -> mix(base, other, variant)).orElseGet(Untouched::new);
    if (partner.isEmpty() || mix instanceof Untouched) {
      return new Draft(base, Optional.empty(), variant, mix, base.image(), List.of());
    }
    Image image = mix.apply(base.image(), partner.get().image());
    return new Draft(base, partner, variant, mix, image, sights(base, partner.get(), mix, image));
  }

  /** A model looks where the method wants it to; other sources know pictures by themselves. */
  private List<Sight> sights(Ready base, Ready partner, MixPlan mix, Image mixture) {
    if (source == AttentionSource.AREA || mix.looks() == Looks.NOWHERE) {
      return List.of();
    }
    return source == AttentionSource.INLINE && mix.looks() == Looks.AT_MIXTURE
        ? List.of(Sight.of(mixture))
        : List.of(base.sight(), partner.sight());
  }

  /** A draft that is settled, as a row of {@link OutputSchema}. */
  Row row(Draft draft) {
    Ready base = draft.base();
    Optional<Ready> partner = draft.partner();
    boolean mixed = partner.isPresent();
    Image image = draft.image();
    MixPlan mix = draft.mix();
    SoftLabel label = base.label().soft(classes, recipe.labels().smoothing());
    if (mixed) {
      LabelPair labels = labels(base, partner.get());
      mix = seen(draft, labels);
      label = mix.label(labels);
    }
    OutputPlan plan = new OutputPlan(base.plans(), mixed ? partner.get().plans() : List.of(), mix);
    List<Object> row = new ArrayList<>(18);
    row.add(OutputSchema.sampleId(base.name(), epoch, draft.variant()));
    row.add(epoch);
    row.add(draft.variant());
    row.add(base.id());
    row.add(mixed ? partner.get().id() : null);
    row.add(plan.method());
    row.add(images.encode(image));
    row.add(image.height());
    row.add(image.width());
    row.add(Tensors.BANDS);
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
  private MixPlan seen(Draft draft, LabelPair labels) {
    List<Insight> insights =
        draft.sights().stream().flatMap(sight -> sight.insight().stream()).toList();
    return insights.isEmpty() || insights.size() < draft.sights().size()
        ? draft.mix()
        : draft.mix().seen(source, insights, labels);
  }

  private MixPlan mix(Ready base, Ready partner, int variant) {
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
  private List<Insight> known(Ready base, Ready partner) {
    List<Insight> known =
        source == AttentionSource.TABLE
            ? Stream.of(base, partner).flatMap(one -> one.sight().insight().stream()).toList()
            : List.of();
    return known.size() == 2 ? known : List.of();
  }

  private LabelPair labels(Ready base, Ready partner) {
    return new LabelPair(base.label(), partner.label(), classes, recipe.labels().smoothing());
  }

  private Draws draws(SampleKey sample, Purpose purpose, int variant, int operation) {
    return new PhiloxDraws(new DrawKey(recipe.seed(), epoch, sample, purpose, variant, operation));
  }
}
