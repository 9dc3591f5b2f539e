package dev.emulsion.recipe;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.Transform;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a recipe does to one image by itself: how it is decoded, and the transforms in their order.
 */
public record ImageSteps(DecodeOptions decode, List<Transform> transforms) implements Serializable {

  public ImageSteps {
    transforms = List.copyOf(transforms);
  }

  /**
   * Plans and applies the transforms, one after the other.
   *
   * @param draws of each transform, by its index
   */
  public Image apply(Image image, IntFunction<Draws> draws) {
    Image result = image;
    for (int i = 0; i < transforms.size(); i++) {
      result = transforms.get(i).plan(result.shape(), draws.apply(i)).apply(result);
    }
    return result;
  }
}
