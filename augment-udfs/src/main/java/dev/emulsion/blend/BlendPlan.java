package dev.emulsion.blend;

import dev.emulsion.image.Image;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import java.util.List;
import java.util.Optional;

/**
 * The drawn parameters of one {@link Blend} on one image. It names the side images it was planned
 * for.
 */
public interface BlendPlan extends OperationPlan {

  /**
   * An image between the sample and the result, for display.
   *
   * @param isMade whether it was computed from earlier stages, rather than an input
   */
  record Stage(String name, Image image, boolean isMade) {}

  /** The stages for display, from the sample to the result. Images may differ in size. */
  List<Stage> stages(Image image, SideImages sideImages);

  /**
   * The generated image in use, if any.
   *
   * @param source id of the sample that the plan belongs to
   */
  Optional<GeneratedKey> generatedKey(String source);

  /** The name of the image of the mixing set in use, if any. */
  Optional<String> mixingImageName();
}
