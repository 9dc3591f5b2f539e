package dev.emulsion.transform;

import dev.emulsion.image.Image;
import dev.emulsion.image.Toned;

/** A plan that changes tones, so that several in a row take few passes over the picture. */
public sealed interface ToneStep extends TransformPlan
    permits Brightness.Plan, Contrast.Plan, Color.Plan, Hue.Plan {

  /** The picture with this change too. */
  Toned on(Toned picture);

  @Override
  default Image apply(Image image) {
    return on(Toned.of(image)).image();
  }
}
