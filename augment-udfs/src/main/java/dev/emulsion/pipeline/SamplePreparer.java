package dev.emulsion.pipeline;

import dev.emulsion.DataException;
import dev.emulsion.image.Box;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.transform.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first stage: decodes a sample, applies the transforms up to the blend once per variant, and
 * leaves the rest to {@link SampleBlender} if the recipe has a blend.
 */
final class SamplePreparer {

  private final ImageCodec codec;

  private final TransformChain chain;
  private final List<Transform> transforms;
  private final Optional<SampleBlender> blender;
  private final AttentionLookup attention;
  private final int variants;

  private SamplePreparer(
      ImageCodec codec,
      TransformChain chain,
      List<Transform> transforms,
      Optional<SampleBlender> blender,
      AttentionLookup attention,
      int variants) {
    this.codec = codec;
    this.chain = chain;
    this.transforms = transforms;
    this.blender = blender;
    this.attention = attention;
    this.variants = variants;
  }

  static SamplePreparer of(PipelineSpec spec, BroadcastImages mixingSet) {
    Recipe recipe = spec.recipe();
    ImageCodec codec = ImageCodecs.of(recipe.decode());
    AttentionLookup attention = AttentionLookup.of(recipe, spec.attentionSource());
    return new SamplePreparer(
        codec,
        new TransformChain(recipe.seed(), spec.epoch()),
        recipe.beforeBlend(),
        recipe.blend().map(blend -> SampleBlender.of(spec, blend, mixingSet, codec, attention)),
        attention,
        recipe.pairing().variants());
  }

  Preparation prepare(EncodedSample sample) {
    SampleKey key = SampleKey.of(sample.id());
    Decoded decoded = codec.decode(sample.image(), size -> reads(size, key));
    if (decoded instanceof Decoded.Rejected rejected) {
      return new RejectedSample(
          sample.id(), Reason.ofSample(rejected.reason()), rejected.message(), rejected.kind());
    }
    Decoded.DecodedImage read = (Decoded.DecodedImage) decoded;
    try {
      List<TransformedImage> images = new ArrayList<>();
      for (int variant = 0; variant < variants; variant++) {
        images.add(chain.apply(transforms, sample.id(), read, key, variant));
      }
      PreparedSample prepared =
          blender.isPresent()
              ? blender.get().blend(sample, images)
              : prepareUnblended(sample, images);
      return prepared.withNotes(read.notes());
    } catch (DataException unfit) {
      return new RejectedSample(sample.id(), Reason.UNFIT, unfit.getMessage());
    }
  }

  /** The part of an image that the first transforms of its variants read. */
  private Box reads(Size size, SampleKey key) {
    if (transforms.isEmpty()) {
      return Box.whole(size);
    }
    try {
      Box box = chain.reads(transforms.get(0), size, key, 0);
      for (int variant = 1; variant < variants; variant++) {
        box = box.with(chain.reads(transforms.get(0), size, key, variant));
      }
      return box;
    } catch (DataException unfit) {
      return Box.whole(size); // applying the transform fails in the same way
    }
  }

  private PreparedSample prepareUnblended(EncodedSample sample, List<TransformedImage> images) {
    List<List<MixInput>> prepared = new ArrayList<>();
    for (TransformedImage image : images) {
      PendingAttention attended = attention.of(image, sample.map());
      prepared.add(List.of(MixInput.of(sample, sample.id(), image, attended)));
    }
    return new PreparedSample(sample.id(), sample.label(), prepared, 0, List.of());
  }
}
