package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.Insight;
import dev.emulsion.blend.Blend;
import dev.emulsion.blend.Rejection;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.Image;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.image.Size;
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
import dev.emulsion.recipe.AttentionConfig.MapTable;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.LabelColumn;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.transform.Companions;
import dev.emulsion.transform.Step;
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.TransformPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What is done to samples, whoever brings them: decode, transform, mix, label, encode. A function
 * of recipe, epoch and sample; it knows nothing of rings or tasks.
 */
final class Augmenter {

  private static final String UNFIT = "UNFIT";

  /** Begins the reasons for which generated pictures are refused. */
  static final String OF_GENERATED = "GENERATED_";

  private final Recipe recipe;
  private final int epoch;
  private final int classes;
  private final ImageCodec codec;
  private final ImageColumn images;
  private final AttentionSource source;
  private final Shelf shelf;
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
    this.shelf = shelf;
    this.lots = new Lots(recipe.seed(), epoch);
    this.recipe = recipe;
    this.epoch = epoch;
    this.classes = classes;
    this.codec = ImageCodecs.of(recipe.decode());
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

  /**
   * Decodes and transforms one sample and what stands beside it. Its map is transformed as the
   * photo is.
   */
  Prepared prepare(EncodedSample sample) {
    Decoded decoded = codec.decode(sample.image());
    if (decoded instanceof Decoded.Rejected rejected) {
      return new Refused(sample.id(), rejected.reason().name(), rejected.message());
    }
    Making making = new Making(sample, ((Decoded.Picture) decoded).image());
    try {
      making.transform();
      return recipe.blend().isPresent() ? making.blended(recipe.blend().get()) : making.alone();
    } catch (DataException unfit) {
      return new Refused(sample.id(), UNFIT, unfit.getMessage());
    }
  }

  /** Makes a {@link Family} of a photo. */
  private final class Making {

    private final EncodedSample sample;
    private final Image photo;
    private final SampleKey key;
    private final List<TransformPlan> before = new ArrayList<>();
    private Image image;

    Making(EncodedSample sample, Image photo) {
      this.sample = sample;
      this.photo = photo;
      this.key = SampleKey.of(sample.id());
      this.image = photo;
    }

    /** What all members share. */
    void transform() {
      for (Transform transform : recipe.beforeBlend()) {
        TransformPlan plan = transform.plan(image, draws(key, Purpose.TRANSFORM, 0, before.size()));
        image = plan.apply(image);
        before.add(plan);
      }
    }

    Family alone() {
      return family(List.of(ready(sample.id(), key, image, List.copyOf(before))), 0, List.of());
    }

    Family blended(Blend blend) {
      return blend.needsGenerated()
          ? generated(blend)
          : family(List.of(joined(blend, sample.id(), key, Optional.empty())), 0, List.of());
    }

    private Family generated(Blend blend) {
      GeneratedConfig config = recipe.generated().orElseThrow();
      List<Ready> members = new ArrayList<>();
      List<Refused> rejected = new ArrayList<>();
      for (EncodedSample.Generated made : sample.generated()) {
        String name = made.name(sample.id());
        try {
          Image picture = usable(name, made, config.rejection());
          members.add(
              joined(
                  blend,
                  name,
                  SampleKey.of(name),
                  Optional.of(new Companions.Generated(made.prompt(), made.variant(), picture))));
        } catch (Unusable unusable) {
          rejected.add(unusable.refused);
        } catch (DataException unfit) {
          rejected.add(new Refused(name, OF_GENERATED + UNFIT, unfit.getMessage()));
        }
      }
      int joined = members.size();
      if (config.originals() == Originals.KEEP
          || members.isEmpty() && config.missing() == OnMissing.ORIGINAL) {
        Step step = blend.alone();
        members.add(0, after(sample.id(), key, step.apply(image, Companions.NONE), step));
      }
      return family(members, joined, rejected);
    }

    private Image usable(String name, EncodedSample.Generated made, Rejection rejection)
        throws Unusable {
      Decoded decoded = codec.decode(made.image());
      if (decoded instanceof Decoded.Rejected rejected) {
        throw new Unusable(
            new Refused(name, OF_GENERATED + rejected.reason().name(), rejected.message()));
      }
      Image picture = ((Decoded.Picture) decoded).image();
      Optional<Rejection.Reason> reason = rejection.of(picture);
      if (reason.isPresent()) {
        throw new Unusable(
            new Refused(
                name,
                OF_GENERATED + reason.get(),
                "generated.reject takes the picture for a failure: it is "
                    + reason.get().name().toLowerCase(Locale.ROOT)));
      }
      return Following.alike(picture, photo.size(), before);
    }

    private Ready joined(
        Blend blend, String name, SampleKey own, Optional<Companions.Generated> generated) {
      Optional<Companions.Picture> picture = Optional.empty();
      if (blend.needsPicture()) {
        String id = lots.picture(name, shelf.ids());
        picture =
            Optional.of(new Companions.Picture(id, shelf.picture(id, sample.pictures(), codec)));
      }
      Companions companions = new Companions(generated, picture);
      Step step = blend.plan(image, companions, draws(own, Purpose.TRANSFORM, 0, before.size()));
      return after(name, own, step.apply(image, companions), step);
    }

    /** A member, which the rest of the transforms change by draws of its own. */
    private Ready after(String name, SampleKey own, Image blended, Step step) {
      Image next = blended;
      List<Step> plans = new ArrayList<>(before);
      plans.add(step);
      for (Transform transform : recipe.afterBlend()) {
        TransformPlan plan = transform.plan(next, draws(own, Purpose.TRANSFORM, 0, plans.size()));
        next = plan.apply(next);
        plans.add(plan);
      }
      return ready(name, own, next, plans);
    }

    private Ready ready(String name, SampleKey own, Image made, List<? extends Step> plans) {
      List<Step> steps = List.copyOf(plans);
      Sight sight = sight(sample.id(), photo, made, steps, sample.map());
      return new Ready(sample.id(), name, own, sample.label(), made, steps, sight);
    }

    private Family family(List<Ready> members, int joined, List<Refused> rejected) {
      return new Family(sample.id(), sample.label(), members, joined, rejected);
    }
  }

  /** A generated picture that is left out. */
  private static final class Unusable extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refused refused;

    Unusable(Refused refused) {
      super(refused.message(), null, false, false);
      this.refused = refused;
    }
  }

  /** What {@link #prepare} made, had again from its plans; its label is not known. */
  Ready again(Repainter.Print print, Optional<AttentionGrid> map) {
    return new Ready(
        print.id(),
        print.id(),
        SampleKey.of(print.id()),
        new Label.Single(0),
        print.image(),
        print.steps(),
        sight(print.id(), print.photo(), print.image(), print.steps(), map));
  }

  private Sight sight(
      String id, Image photo, Image image, List<Step> plans, Optional<AttentionGrid> map) {
    return switch (source) {
      case INLINE, SALIENCY -> Sight.of(image);
      case TABLE -> Sight.known(map.flatMap(grid -> followed(id, photo, plans, grid)));
      case AREA -> Sight.known(Optional.empty());
    };
  }

  /** The map as the photo was transformed. */
  private Optional<Insight> followed(String id, Image photo, List<Step> plans, AttentionGrid map) {
    AffineMap way = AffineMap.IDENTITY;
    Size size = photo.size();
    for (Step plan : plans) {
      Optional<AffineMap> step = plan.mapping(size);
      if (step.isEmpty()) {
        return lost(id, plan);
      }
      way = way.then(step.get());
      size = plan.sizeAfter(size);
    }
    return Optional.of(new Insight(map.following(way, photo.size(), size)));
  }

  private Optional<Insight> lost(String id, Step plan) {
    if (recipe.attention().table().orElseThrow().missing() == MapTable.OnMissing.AREA) {
      return Optional.empty();
    }
    throw new DataException(
        "the map of "
            + id
            + " cannot follow "
            + Plans.nameOf(plan)
            + ", which moves parts of a picture differently; set attention.source to inline, or"
            + " attention.table.missing to area");
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
    return recipe.mix().plan(base.image(), partner.image(), draws);
  }

  private LabelPair labels(Ready base, Ready partner) {
    return new LabelPair(base.label(), partner.label(), classes, recipe.labels().smoothing());
  }

  private Draws draws(SampleKey sample, Purpose purpose, int variant, int operation) {
    return new PhiloxDraws(new DrawKey(recipe.seed(), epoch, sample, purpose, variant, operation));
  }
}
