package dev.emulsion.pipeline;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.TransformPlan;
import java.util.ArrayList;
import java.util.List;

/** Applies the transforms of a recipe with the draws of one run and epoch. */
record TransformChain(long seed, int epoch) {

  /**
   * Plans and applies {@code transforms} to a decoded image, of which at least the part must be
   * there that the first of them {@link #reads}.
   */
  TransformedImage apply(
      List<Transform> transforms, String id, DecodedImage decoded, SampleKey key, int variant) {
    if (transforms.isEmpty()) {
      return TransformedImage.original(id, decoded.image());
    }
    TransformPlan first = firstPlan(transforms.get(0), decoded.size(), key, variant);
    Image image = first.within(decoded.part()).apply(decoded.image());
    TransformedImage start = new TransformedImage(id, decoded.size(), image, List.of(first));
    return apply(transforms.subList(1, transforms.size()), start, key, variant);
  }

  /** The part of a decoded image of {@code size} that the first transform reads. */
  Box reads(Transform first, Size size, SampleKey key, int variant) {
    return firstPlan(first, size, key, variant).reads(size);
  }

  private TransformPlan firstPlan(Transform first, Size size, SampleKey key, int variant) {
    return first.plan(new Shape(size, 3), draws(key, variant, 0));
  }

  /**
   * Plans and applies {@code transforms}, one after the other.
   *
   * @param key of the sample or of the generated image that keys the draws
   */
  TransformedImage apply(
      List<Transform> transforms, TransformedImage start, SampleKey key, int variant) {
    Image image = start.image();
    List<OperationPlan> plans = new ArrayList<>(start.plans());
    for (Transform transform : transforms) {
      TransformPlan plan = transform.plan(image.shape(), draws(key, variant, plans.size()));
      image = plan.apply(image);
      plans.add(plan);
    }
    return new TransformedImage(start.id(), start.originalSize(), image, plans);
  }

  /**
   * The draws of one operation.
   *
   * @param operation index of the operation in the recipe
   */
  Draws draws(SampleKey key, int variant, int operation) {
    return new PhiloxDraws(new DrawKey(seed, epoch, key, Purpose.TRANSFORM, variant, operation));
  }
}
