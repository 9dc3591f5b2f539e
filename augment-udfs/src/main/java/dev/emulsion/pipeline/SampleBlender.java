package dev.emulsion.pipeline;

import dev.emulsion.DataException;
import dev.emulsion.blend.Blend;
import dev.emulsion.blend.Rejection;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.random.Draws;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Blends a transformed sample with its generated images or with an image of the mixing set, and
 * applies the transforms after the blend, once per variant. Every generated image is decoded once
 * and gives a member of its own, with draws keyed by the generated image's name. All variants of a
 * member are blended with the same image of the mixing set.
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
   * @param images the sample's image after the transforms before the blend, for each variant
   * @throws DataException if the blend or a transform cannot be applied to the sample's own image
   */
  PreparedSample blend(EncodedSample sample, List<TransformedImage> images) {
    if (blend.needsGenerated()) {
      return blendGenerated(sample, images);
    }
    List<MixInput> only = new ArrayList<>();
    for (int variant = 0; variant < images.size(); variant++) {
      Before before = new Before(variant, images.get(variant), images.get(variant).image());
      only.add(blendWith(Optional.empty(), sample, sample.id(), before));
    }
    return prepared(sample, List.of(only), images.size(), 0, List.of());
  }

  /**
   * One variant of a sample before the blend.
   *
   * @param fitted the pixels of {@code image}, possibly fitted to the size of the result already
   */
  private record Before(int variant, TransformedImage image, Image fitted) {}

  /**
   * @param members the variants of each member
   */
  private static PreparedSample prepared(
      EncodedSample sample,
      List<List<MixInput>> members,
      int variants,
      int joined,
      List<RejectedSample> rejected) {
    List<List<MixInput>> byVariant = new ArrayList<>();
    for (int variant = 0; variant < variants; variant++) {
      List<MixInput> ofVariant = new ArrayList<>();
      for (List<MixInput> member : members) {
        ofVariant.add(member.get(variant));
      }
      byVariant.add(ofVariant);
    }
    return new PreparedSample(sample.id(), sample.label(), byVariant, joined, rejected);
  }

  private PreparedSample blendGenerated(EncodedSample sample, List<TransformedImage> images) {
    GeneratedConfig config = generatedConfig.orElseThrow();
    OperationPlan unblended = blend.withoutSideImages();
    List<Before> variants = new ArrayList<>();
    for (TransformedImage image : images) {
      // fitted to the blend's size once, however many generated images there are
      Image fitted = unblended.apply(image.image(), SideImages.NONE);
      variants.add(new Before(variants.size(), image, fitted));
    }
    List<List<MixInput>> members = new ArrayList<>();
    List<RejectedSample> rejected = new ArrayList<>();
    for (EncodedSample.Generated generated : sample.generated()) {
      String name = generated.key().rowId();
      try {
        decode(name, generated, config.rejection(), rejected)
            .map(decoded -> join(sample, generated.key(), decoded, variants))
            .ifPresent(members::add);
      } catch (DataException unfit) {
        rejected.add(new RejectedSample(name, Reason.GENERATED_UNFIT, unfit.getMessage()));
      }
    }
    int joined = members.size();
    if (config.originals() == Originals.INCLUDE
        || members.isEmpty() && config.missing() == OnMissing.ORIGINAL) {
      members.add(
          0,
          variants.stream()
              .map(before -> finish(sample, sample.id(), before, unblended, before.fitted()))
              .toList());
    }
    return prepared(sample, members, variants.size(), joined, rejected);
  }

  /** The variants of the member that a generated image gives. */
  private List<MixInput> join(
      EncodedSample sample, GeneratedKey key, Image generated, List<Before> variants) {
    List<MixInput> joined = new ArrayList<>();
    for (Before before : variants) {
      Image aligned = GeneratedAlignment.align(generated, before.image());
      joined.add(
          blendWith(
              Optional.of(new SideImages.Generated(key, aligned)), sample, key.rowId(), before));
    }
    return joined;
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

  /** Makes a variant of a member from a blend. */
  private MixInput blendWith(
      Optional<SideImages.Generated> generated, EncodedSample sample, String name, Before before) {
    SideImages sideImages = new SideImages(generated, mixingImage(sample, name));
    Image fitted = before.fitted();
    Draws draws = chain.draws(SampleKey.of(name), before.variant(), before.image().plans().size());
    OperationPlan plan = blend.plan(fitted.shape(), sideImages, draws);
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

  /** Completes an image after the blend: the remaining transforms and its attention. */
  private MixInput finish(
      EncodedSample sample, String name, Before before, OperationPlan blendPlan, Image blended) {
    List<OperationPlan> plans = new ArrayList<>(before.image().plans());
    plans.add(blendPlan);
    TransformedImage image =
        chain.apply(
            afterBlend,
            new TransformedImage(sample.id(), before.image().originalSize(), blended, plans),
            SampleKey.of(name),
            before.variant());
    return MixInput.of(sample, name, image, attention.of(image, sample.map()));
  }
}
