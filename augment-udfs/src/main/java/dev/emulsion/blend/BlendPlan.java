package dev.emulsion.blend;

import dev.emulsion.image.Image;
import dev.emulsion.transform.Companions;
import dev.emulsion.transform.Step;
import java.util.List;
import java.util.Optional;

/** What a {@link Blend} does to one picture. It names the companions that it was planned for. */
public interface BlendPlan extends Step {

  /** Which of the pictures that were generated from a sample. */
  record Prompted(String prompt, int variant) {}

  /**
   * A picture on the way from the sample to what was made of it.
   *
   * @param isMade whether it was made of those before it, rather than comes in here
   */
  record Stage(String name, Image image, boolean isMade) {}

  /** The way, for people: what comes in first, the result last. Its pictures may differ in size. */
  List<Stage> stages(Image image, Companions companions);

  /** The generated picture that is joined, if one is. */
  Optional<Prompted> generatedName();

  /** The name of the picture of a set that is joined, if one is. */
  Optional<String> pictureName();
}
