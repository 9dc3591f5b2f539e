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
import dev.emulsion.jobs.Augmenter.Family;
import dev.emulsion.jobs.Augmenter.Prepared;
import dev.emulsion.jobs.Augmenter.Ready;
import dev.emulsion.jobs.Augmenter.Refused;
import dev.emulsion.label.Label;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.AttentionConfig.MapTable;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.transform.Companions;
import dev.emulsion.transform.Step;
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.TransformPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is done to one sample before mixing: decode, transform, join with what stands beside it. A
 * function of recipe, epoch and sample.
 */
final class Preparing {

  private static final String UNFIT = "UNFIT";

  private final Recipe recipe;
  private final int epoch;
  private final AttentionSource source;
  private final Shelf shelf;
  private final Lots lots;
  private final ImageCodec codec;
  private final List<Transform> beforeBlend;
  private final List<Transform> afterBlend;

  /**
   * @param source of what labels depend on beyond the area
   * @param shelf pictures of the set that blends join samples with
   */
  Preparing(Recipe recipe, int epoch, AttentionSource source, Shelf shelf) {
    this.recipe = recipe;
    this.epoch = epoch;
    this.source = source;
    this.shelf = shelf;
    this.lots = new Lots(recipe.seed(), epoch);
    this.codec = ImageCodecs.of(recipe.decode());
    this.beforeBlend = recipe.beforeBlend();
    this.afterBlend = recipe.afterBlend();
  }

  /**
   * Decodes and transforms one sample and what stands beside it. Its map is transformed as the
   * photo is.
   */
  Prepared of(EncodedSample sample) {
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
      for (Transform transform : beforeBlend) {
        TransformPlan plan = transform.plan(image, draws(key, before.size()));
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
          : family(List.of(joined(blend, image, sample.id(), key, Optional.empty())), 0, List.of());
    }

    private Family generated(Blend blend) {
      GeneratedConfig config = recipe.generated().orElseThrow();
      Step alone = blend.alone();
      Image fitted = alone.apply(image, Companions.NONE); // once, however many join it
      List<Ready> members = new ArrayList<>();
      List<Refused> rejected = new ArrayList<>();
      for (EncodedSample.Generated made : sample.generated()) {
        String name = made.name(sample.id());
        try {
          usable(name, made, config.rejection(), rejected)
              .map(picture -> new Companions.Generated(made.prompt(), made.variant(), picture))
              .map(picture -> joined(blend, fitted, name, SampleKey.of(name), Optional.of(picture)))
              .ifPresent(members::add);
        } catch (DataException unfit) {
          rejected.add(new Refused(name, Augmenter.OF_GENERATED + UNFIT, unfit.getMessage()));
        }
      }
      int joined = members.size();
      if (config.originals() == Originals.KEEP
          || members.isEmpty() && config.missing() == OnMissing.ORIGINAL) {
        members.add(0, after(sample.id(), key, fitted, alone));
      }
      return family(members, joined, rejected);
    }

    /** The picture as it can be joined; else its refusal goes to {@code rejected}. */
    private Optional<Image> usable(
        String name, EncodedSample.Generated made, Rejection rejection, List<Refused> rejected) {
      Decoded decoded = codec.decode(made.image());
      if (decoded instanceof Decoded.Rejected damaged) {
        rejected.add(
            new Refused(name, Augmenter.OF_GENERATED + damaged.reason().name(), damaged.message()));
        return Optional.empty();
      }
      Image picture = ((Decoded.Picture) decoded).image();
      Optional<Rejection.Reason> reason = rejection.of(picture);
      if (reason.isPresent()) {
        rejected.add(
            new Refused(
                name,
                Augmenter.OF_GENERATED + reason.get(),
                "generated.reject takes the picture for a failure: it is "
                    + reason.get().name().toLowerCase(Locale.ROOT)));
        return Optional.empty();
      }
      return Optional.of(Following.alike(picture, photo.size(), before));
    }

    /**
     * @param taken the photo as the blend takes it, perhaps at the size of the result already
     */
    private Ready joined(
        Blend blend,
        Image taken,
        String name,
        SampleKey own,
        Optional<Companions.Generated> generated) {
      Optional<Companions.Picture> picture = Optional.empty();
      if (blend.needsPicture()) {
        String id = lots.picture(name, shelf.ids());
        picture =
            Optional.of(new Companions.Picture(id, shelf.picture(id, sample.pictures(), codec)));
      }
      Companions companions = new Companions(generated, picture);
      Step step = blend.plan(taken, companions, draws(own, before.size()));
      return after(name, own, step.apply(taken, companions), step);
    }

    /** A member, which the rest of the transforms change by draws of its own. */
    private Ready after(String name, SampleKey own, Image blended, Step step) {
      Image next = blended;
      List<Step> plans = new ArrayList<>(before);
      plans.add(step);
      for (Transform transform : afterBlend) {
        TransformPlan plan = transform.plan(next, draws(own, plans.size()));
        next = plan.apply(next);
        plans.add(plan);
      }
      return ready(name, own, next, plans);
    }

    private Ready ready(String name, SampleKey own, Image made, List<? extends Step> plans) {
      List<Step> steps = List.copyOf(plans);
      Sight sight = sight(sample.id(), photo.size(), made, steps, sample.map());
      return new Ready(sample.id(), name, own, sample.label(), made, steps, sight);
    }

    private Family family(List<Ready> members, int joined, List<Refused> rejected) {
      return new Family(sample.id(), sample.label(), members, joined, rejected);
    }
  }

  /** What {@link #of} made, had again from its plans; its label is not known. */
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
      String id, Size photo, Image image, List<Step> plans, Optional<AttentionGrid> map) {
    return switch (source) {
      case INLINE, SALIENCY -> Sight.of(image);
      case TABLE -> Sight.known(map.flatMap(grid -> followed(id, photo, plans, grid)));
      case AREA -> Sight.known(Optional.empty());
    };
  }

  /** The map as the photo was transformed. */
  private Optional<Insight> followed(String id, Size photo, List<Step> plans, AttentionGrid map) {
    AffineMap way = AffineMap.IDENTITY;
    Size size = photo;
    for (Step plan : plans) {
      Optional<AffineMap> step = plan.mapping(size);
      if (step.isEmpty()) {
        return lost(id, plan);
      }
      way = way.then(step.get());
      size = plan.sizeAfter(size);
    }
    return Optional.of(new Insight(map.following(way, photo, size)));
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

  private Draws draws(SampleKey key, int operation) {
    return new PhiloxDraws(new DrawKey(recipe.seed(), epoch, key, Purpose.TRANSFORM, 0, operation));
  }
}
