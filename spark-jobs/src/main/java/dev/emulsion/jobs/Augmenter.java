package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.Image;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Mixes;
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
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.TransformPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What is done to samples, whoever brings them: decode, transform, mix, label, encode. A function
 * of recipe, epoch and sample; it knows nothing of rings or tasks.
 */
final class Augmenter {

  private final Recipe recipe;
  private final int epoch;
  private final int classes;
  private final ImageCodec codec;
  private final ImageColumn images;

  /**
   * @param classes number of classes, the length of a dense label
   */
  Augmenter(Recipe recipe, int epoch, int classes) {
    this.recipe = recipe;
    this.epoch = epoch;
    this.classes = classes;
    this.codec = ImageCodecs.of(recipe.decode());
    this.images = ImageColumn.of(recipe);
  }

  /** What became of a sample: {@link Ready} or {@link Refused}. */
  sealed interface Prepared {}

  /** A sample decoded and transformed. */
  record Ready(String id, SampleKey key, Label label, Image image, List<TransformPlan> plans)
      implements Prepared {}

  /** A sample that cannot be used, and why. */
  record Refused(String id, String reason, String message) implements Prepared {}

  /** Decodes and transforms one sample. */
  Prepared prepare(String id, Label label, byte[] encoded) {
    Decoded decoded = codec.decode(encoded);
    if (decoded instanceof Decoded.Rejected rejected) {
      return new Refused(id, rejected.reason().name(), rejected.message());
    }
    Image image = ((Decoded.Picture) decoded).image();
    SampleKey key = SampleKey.of(id);
    List<TransformPlan> plans = new ArrayList<>(recipe.transform().size());
    try {
      for (Transform transform : recipe.transform()) {
        TransformPlan plan = transform.plan(image, draws(key, Purpose.TRANSFORM, 0, plans.size()));
        image = plan.apply(image);
        plans.add(plan);
      }
    } catch (DataException unfit) {
      return new Refused(id, "UNFIT", unfit.getMessage());
    }
    return new Ready(id, key, label, image, plans);
  }

  /** One output of {@code base}, as a row of {@link OutputSchema}. */
  Row output(Ready base, Optional<Ready> partner, int variant) {
    MixPlan mix = partner.map(other -> mix(base, other, variant)).orElseGet(Untouched::new);
    boolean mixed = partner.isPresent() && !(mix instanceof Untouched);
    Image image = mixed ? mix.apply(base.image(), partner.get().image()) : base.image();
    SoftLabel label = mixed ? mix.label(pair(base, partner.get())) : soft(base);
    List<Object> row = new ArrayList<>(18);
    row.add(OutputSchema.sampleId(base.id(), epoch, variant));
    row.add(epoch);
    row.add(variant);
    row.add(base.id());
    row.add(mixed ? partner.get().id() : null);
    row.add(Mixes.nameOf(mix));
    row.add(images.encode(image));
    row.add(image.height());
    row.add(image.width());
    row.add(image.bands());
    row.add(LabelColumn.value(base.label()));
    row.add(mixed ? LabelColumn.value(partner.get().label()) : null);
    row.add(mix.lambda());
    row.add(mix.lambdaDrawn());
    row.add(label.indices());
    row.add(label.weights());
    if (recipe.labels().dense()) {
      row.add(label.dense());
    }
    row.add(
        recipe.output().plans() == OutputConfig.Plans.OMIT
            ? null
            : Plans.write(
                new OutputPlan(base.plans(), mixed ? partner.get().plans() : List.of(), mix)));
    return RowFactory.create(row.toArray());
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
    return recipe.mix().plan(base.image(), partner.image(), draws);
  }

  private LabelPair pair(Ready base, Ready partner) {
    return new LabelPair(base.label(), partner.label(), classes, recipe.labels().smoothing());
  }

  private SoftLabel soft(Ready sample) {
    return sample.label().soft(classes, recipe.labels().smoothing());
  }

  private Draws draws(SampleKey sample, Purpose purpose, int variant, int operation) {
    return new PhiloxDraws(new DrawKey(recipe.seed(), epoch, sample, purpose, variant, operation));
  }
}
