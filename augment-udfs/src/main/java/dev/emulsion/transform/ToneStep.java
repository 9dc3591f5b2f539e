package dev.emulsion.transform;

import dev.emulsion.image.Image;
import dev.emulsion.image.filter.ToneBuffer;

/** A plan that changes tones, so that several in a row take few passes over the image. */
public sealed interface ToneStep extends TransformPlan
    permits Brightness.Plan, Contrast.Plan, Color.Plan, Hue.Plan {

  /** The image with this change too. */
  ToneBuffer on(ToneBuffer picture);

  @Override
  default Image apply(Image image) {
    return on(ToneBuffer.of(image)).image();
  }
}
