package dev.emulsion.transform;

import dev.emulsion.image.Image;
import dev.emulsion.image.filter.ToneBuffer;

/** A plan that changes tones. Several in a row take few passes over the image. */
public sealed interface TonePlan extends TransformPlan
    permits Brightness.Plan, Contrast.Plan, Color.Plan, Hue.Plan {

  /** Adds this change to those of {@code tones}. */
  ToneBuffer apply(ToneBuffer tones);

  @Override
  default Image apply(Image image) {
    return apply(ToneBuffer.of(image)).image();
  }
}
