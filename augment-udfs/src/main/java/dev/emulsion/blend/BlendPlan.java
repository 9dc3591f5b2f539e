package dev.emulsion.blend;

import dev.emulsion.image.Image;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import java.util.List;
import java.util.Optional;

/** What a {@link Blend} does to one image. It names the companions that it was planned for. */
public interface BlendPlan extends OperationPlan {

  /** Which of the images that were generated from a sample. */
  record Prompted(String prompt, int index) {}

  /**
   * An image on the way from the sample to what was made of it.
   *
   * @param isMade whether it was made of those before it, rather than comes in here
   */
  record Stage(String name, Image image, boolean isMade) {}

  /** The way, for people: what comes in first, the result last. Its images may differ in size. */
  List<Stage> stages(Image image, SideImages sideImages);

  /** The generated image that is joined, if one is. */
  Optional<Prompted> generatedName();

  /** The name of the image of a set that is joined, if one is. */
  Optional<String> mixingImageName();
}
