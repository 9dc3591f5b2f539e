package dev.emulsion.jobs.pipeline;

import dev.emulsion.DataException;
import dev.emulsion.blend.Blend;
import dev.emulsion.blend.Rejection;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.io.run.Reason;
import dev.emulsion.jobs.sideinput.BroadcastImages;
import dev.emulsion.jobs.sideinput.EncodedSample;
import dev.emulsion.jobs.sideinput.SideInputDraws;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Blends a transformed sample with its generated images or with an image of the mixing set, and
 * applies the transforms after the blend. Every generated image gives a member of its own, with
 * draws keyed by the generated image's name.
 */
final class SampleBlender {

  private final Blend blend;
  private final List<Transform> afterBlend;
  private final Optional<GeneratedConfig> generatedConfig;
  private final TransformChain chain;
  private final SideInputDraws sideDraws;
  private final BroadcastImages mixingSet;
  private final ImageCodec codec;
  private final AttentionLookup attention;

  private SampleBlender(
      PipelineSpec spec,
      Blend blend,
      BroadcastImages mixingSet,
      ImageCodec codec,
      AttentionLookup attention) {
    Recipe recipe = spec.recipe();
    this.blend = blend;
    this.afterBlend = recipe.afterBlend();
    this.generatedConfig = recipe.generated();
    this.chain = new TransformChain(recipe.seed(), spec.epoch());
    this.sideDraws = new SideInputDraws(recipe.seed(), spec.epoch());
    this.mixingSet = mixingSet;
    this.codec = codec;
    this.attention = attention;
  }

  static SampleBlender of(
      PipelineSpec spec,
      Blend blend,
      BroadcastImages mixingSet,
      ImageCodec codec,
      AttentionLookup attention) {
    return new SampleBlender(spec, blend, mixingSet, codec, attention);
  }

  /**
   * Blends one sample.
   *
   * @param image the sample's image after the transforms before the blend
   * @throws DataException if the blend or a transform cannot be applied to the sample's own image
   */
  PreparedSample blend(EncodedSample sample, TransformedImage image) {
    return blend.needsGenerated()
        ? blendGenerated(sample, image)
        : new PreparedSample(
            sample.id(),
            sample.label(),
            List.of(blendWith(Optional.empty(), sample, sample.id(), image, image.image())),
            0,
            List.of());
  }

  private PreparedSample blendGenerated(EncodedSample sample, TransformedImage image) {
    GeneratedConfig config = generatedConfig.orElseThrow();
    OperationPlan unblended = blend.withoutSideImages();
    // fitted to the blend's size once, however many generated images there are
    Image fitted = unblended.apply(image.image(), SideImages.NONE);
    List<MixInput> members = new ArrayList<>();
    List<RejectedSample> rejected = new ArrayList<>();
    for (EncodedSample.Generated generated : sample.generated()) {
      String name = generated.key().rowId();
      try {
        decode(name, generated, config.rejection(), rejected)
            .map(decoded -> GeneratedAlignment.align(decoded, image))
            .map(aligned -> new SideImages.Generated(generated.key(), aligned))
            .map(aligned -> blendWith(Optional.of(aligned), sample, name, image, fitted))
            .ifPresent(members::add);
      } catch (DataException unfit) {
        rejected.add(new RejectedSample(name, Reason.GENERATED_UNFIT, unfit.getMessage()));
      }
    }
    int joined = members.size();
    if (config.originals() == Originals.INCLUDE
        || members.isEmpty() && config.missing() == OnMissing.ORIGINAL) {
      members.add(0, finish(sample, sample.id(), image, unblended, fitted));
    }
    return new PreparedSample(sample.id(), sample.label(), members, joined, rejected);
  }

  /** Decodes a generated image; if it cannot be used, adds it to {@code rejected}. */
  private Optional<Image> decode(
      String name,
      EncodedSample.Generated generated,
      Rejection rejection,
      List<RejectedSample> rejected) {
    Decoded decoded = codec.decode(generated.image());
    if (decoded instanceof Decoded.Rejected damaged) {
      rejected.add(
          new RejectedSample(
              name, Reason.ofGenerated(damaged.reason()), damaged.message(), damaged.kind()));
      return Optional.empty();
    }
    Image image = ((Decoded.DecodedImage) decoded).image();
    Optional<Rejection.Reason> reason = rejection.reason(image);
    reason.ifPresent(
        why ->
            rejected.add(
                new RejectedSample(
                    name,
                    Reason.ofGenerated(why),
                    "rejected by generated.reject: the image is "
                        + why.name().toLowerCase(Locale.ROOT))));
    return reason.isPresent() ? Optional.empty() : Optional.of(image);
  }

  /**
   * Makes a member from a blend.
   *
   * @param before the sample's image before the blend
   * @param fitted its pixels, possibly fitted to the size of the result already
   */
  private MixInput blendWith(
      Optional<SideImages.Generated> generated,
      EncodedSample sample,
      String name,
      TransformedImage before,
      Image fitted) {
    SideImages sideImages = new SideImages(generated, mixingImage(sample, name));
    OperationPlan plan =
        blend.plan(
            fitted.shape(), sideImages, chain.draws(SampleKey.of(name), before.plans().size()));
    return finish(sample, name, before, plan, plan.apply(fitted, sideImages));
  }

  private Optional<SideImages.MixingImage> mixingImage(EncodedSample sample, String name) {
    if (!blend.needsMixingImage()) {
      return Optional.empty();
    }
    String id = sideDraws.mixingImage(name, mixingSet.ids());
    return Optional.of(
        new SideImages.MixingImage(id, mixingSet.image(id, sample.mixingImages(), codec)));
  }

  /** Makes a member from an image after the blend: the remaining transforms and its attention. */
  private MixInput finish(
      EncodedSample sample,
      String name,
      TransformedImage before,
      OperationPlan blendPlan,
      Image blended) {
    List<OperationPlan> plans = new ArrayList<>(before.plans());
    plans.add(blendPlan);
    TransformedImage image =
        chain.apply(
            afterBlend,
            new TransformedImage(sample.id(), before.originalSize(), blended, plans),
            SampleKey.of(name));
    return MixInput.of(sample, name, image, attention.of(image, sample.map()));
  }
}
