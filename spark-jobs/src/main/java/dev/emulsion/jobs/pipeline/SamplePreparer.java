package dev.emulsion.jobs.pipeline;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.blend.Blend;
import dev.emulsion.blend.Rejection;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.pipeline.SamplePipeline.MixInput;
import dev.emulsion.jobs.pipeline.SamplePipeline.Preparation;
import dev.emulsion.jobs.pipeline.SamplePipeline.PreparedSample;
import dev.emulsion.jobs.pipeline.SamplePipeline.RejectedSample;
import dev.emulsion.jobs.replay.PlanReplayer;
import dev.emulsion.jobs.sideinput.BroadcastImages;
import dev.emulsion.jobs.sideinput.EncodedSample;
import dev.emulsion.jobs.sideinput.SideInputDraws;
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
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
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
final class SamplePreparer {

  private static final String UNFIT = "UNFIT";

  private final Recipe recipe;
  private final int epoch;
  private final AttentionSource source;
  private final BroadcastImages broadcastImages;
  private final SideInputDraws sideDraws;
  private final ImageCodec codec;
  private final List<Transform> beforeBlend;
  private final List<Transform> afterBlend;

  /**
   * @param source of what labels depend on beyond the area
   * @param broadcastImages images of the set that blends join samples with
   */
  SamplePreparer(
      Recipe recipe, int epoch, AttentionSource source, BroadcastImages broadcastImages) {
    this.recipe = recipe;
    this.epoch = epoch;
    this.source = source;
    this.broadcastImages = broadcastImages;
    this.sideDraws = new SideInputDraws(recipe.seed(), epoch);
    this.codec = ImageCodecs.of(recipe.decode());
    this.beforeBlend = recipe.beforeBlend();
    this.afterBlend = recipe.afterBlend();
  }

  /**
   * Decodes and transforms one sample and what stands beside it. Its map is transformed as the
   * image is.
   */
  Preparation of(EncodedSample sample) {
    Decoded decoded = codec.decode(sample.image());
    if (decoded instanceof Decoded.Rejected rejected) {
      return new RejectedSample(sample.id(), rejected.reason().name(), rejected.message());
    }
    Making making = new Making(sample, ((Decoded.DecodedImage) decoded).image());
    try {
      making.transform();
      return recipe.blend().isPresent() ? making.blended(recipe.blend().get()) : making.alone();
    } catch (DataException unfit) {
      return new RejectedSample(sample.id(), UNFIT, unfit.getMessage());
    }
  }

  /** Makes a {@link PreparedSample} of an image. */
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

    PreparedSample alone() {
      return family(List.of(ready(sample.id(), key, image, List.copyOf(before))), 0, List.of());
    }

    PreparedSample blended(Blend blend) {
      return blend.needsGenerated()
          ? generated(blend)
          : family(List.of(joined(blend, image, sample.id(), key, Optional.empty())), 0, List.of());
    }

    private PreparedSample generated(Blend blend) {
      GeneratedConfig config = recipe.generated().orElseThrow();
      OperationPlan alone = blend.alone();
      Image fitted = alone.apply(image, SideImages.NONE); // once, however many join it
      List<MixInput> members = new ArrayList<>();
      List<RejectedSample> rejected = new ArrayList<>();
      for (EncodedSample.Generated made : sample.generated()) {
        String name = made.name(sample.id());
        try {
          usable(name, made, config.rejection(), rejected)
              .map(picture -> new SideImages.Generated(made.prompt(), made.index(), picture))
              .map(picture -> joined(blend, fitted, name, SampleKey.of(name), Optional.of(picture)))
              .ifPresent(members::add);
        } catch (DataException unfit) {
          rejected.add(
              new RejectedSample(name, SamplePipeline.OF_GENERATED + UNFIT, unfit.getMessage()));
        }
      }
      int joined = members.size();
      if (config.originals() == Originals.INCLUDE
          || members.isEmpty() && config.missing() == OnMissing.ORIGINAL) {
        members.add(0, after(sample.id(), key, fitted, alone));
      }
      return family(members, joined, rejected);
    }

    /** The image as it can be joined; else its refusal goes to {@code rejected}. */
    private Optional<Image> usable(
        String name,
        EncodedSample.Generated made,
        Rejection rejection,
        List<RejectedSample> rejected) {
      Decoded decoded = codec.decode(made.image());
      if (decoded instanceof Decoded.Rejected damaged) {
        rejected.add(
            new RejectedSample(
                name, SamplePipeline.OF_GENERATED + damaged.reason().name(), damaged.message()));
        return Optional.empty();
      }
      Image picture = ((Decoded.DecodedImage) decoded).image();
      Optional<Rejection.Reason> reason = rejection.of(picture);
      if (reason.isPresent()) {
        rejected.add(
            new RejectedSample(
                name,
                SamplePipeline.OF_GENERATED + reason.get(),
                "generated.reject takes the image for a failure: it is "
                    + reason.get().name().toLowerCase(Locale.ROOT)));
        return Optional.empty();
      }
      return Optional.of(GeneratedAlignment.align(picture, photo.size(), before));
    }

    /**
     * @param taken the image as the blend takes it, perhaps at the size of the result already
     */
    private MixInput joined(
        Blend blend,
        Image taken,
        String name,
        SampleKey own,
        Optional<SideImages.Generated> generated) {
      Optional<SideImages.MixingImage> picture = Optional.empty();
      if (blend.needsImage()) {
        String id = sideDraws.image(name, broadcastImages.ids());
        picture =
            Optional.of(
                new SideImages.MixingImage(id, broadcastImages.image(id, sample.images(), codec)));
      }
      SideImages sideImages = new SideImages(generated, picture);
      OperationPlan step = blend.plan(taken, sideImages, draws(own, before.size()));
      return after(name, own, step.apply(taken, sideImages), step);
    }

    /** A member, which the rest of the transforms change by draws of its own. */
    private MixInput after(String name, SampleKey own, Image blended, OperationPlan step) {
      Image next = blended;
      List<OperationPlan> plans = new ArrayList<>(before);
      plans.add(step);
      for (Transform transform : afterBlend) {
        TransformPlan plan = transform.plan(next, draws(own, plans.size()));
        next = plan.apply(next);
        plans.add(plan);
      }
      return ready(name, own, next, plans);
    }

    private MixInput ready(
        String name, SampleKey own, Image made, List<? extends OperationPlan> plans) {
      List<OperationPlan> steps = List.copyOf(plans);
      PendingAttention attention = attention(sample.id(), photo.size(), made, steps, sample.map());
      return new MixInput(sample.id(), name, own, sample.label(), made, steps, attention);
    }

    private PreparedSample family(
        List<MixInput> members, int joined, List<RejectedSample> rejected) {
      return new PreparedSample(sample.id(), sample.label(), members, joined, rejected);
    }
  }

  /** What {@link #of} made, had again from its plans; its label is not known. */
  MixInput again(PlanReplayer.TransformedImage print, Optional<AttentionGrid> map) {
    return new MixInput(
        print.id(),
        print.id(),
        SampleKey.of(print.id()),
        new Label.Single(0),
        print.image(),
        print.steps(),
        attention(print.id(), print.photo(), print.image(), print.steps(), map));
  }

  private PendingAttention attention(
      String id, Size photo, Image image, List<OperationPlan> plans, Optional<AttentionGrid> map) {
    return switch (source) {
      case INLINE, SALIENCY -> PendingAttention.of(image);
      case TABLE -> PendingAttention.known(map.flatMap(grid -> followed(id, photo, plans, grid)));
      case AREA -> PendingAttention.known(Optional.empty());
    };
  }

  /** The map as the image was transformed. */
  private Optional<AttentionResult> followed(
      String id, Size photo, List<OperationPlan> plans, AttentionGrid map) {
    AffineMap way = AffineMap.IDENTITY;
    Size size = photo;
    for (OperationPlan plan : plans) {
      Optional<AffineMap> step = plan.mapping(size);
      if (step.isEmpty()) {
        return lost(id, plan);
      }
      way = way.then(step.get());
      size = plan.sizeAfter(size);
    }
    return Optional.of(new AttentionResult(map.following(way, photo, size)));
  }

  private Optional<AttentionResult> lost(String id, OperationPlan plan) {
    if (recipe.attention().table().orElseThrow().missing() == MapTable.OnMissing.AREA) {
      return Optional.empty();
    }
    throw new DataException(
        "the map of "
            + id
            + " cannot follow "
            + Plans.nameOf(plan)
            + ", which moves parts of an image differently; set attention.source to inline, or"
            + " attention.table.missing to area");
  }

  private Draws draws(SampleKey key, int operation) {
    return new PhiloxDraws(new DrawKey(recipe.seed(), epoch, key, Purpose.TRANSFORM, 0, operation));
  }
}
