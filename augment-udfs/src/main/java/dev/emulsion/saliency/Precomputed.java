package dev.emulsion.saliency;

import dev.emulsion.image.Image;
import dev.emulsion.image.Size;

/**
 * Maps computed beforehand that are supplied with the images. Pixels are ignored: without a map, an
 * image is equally salient everywhere.
 */
public record Precomputed() implements Saliency {

  @Override
  public SaliencyMap of(Image image) {
    return new SaliencyMap(Size.square(1), new float[1]);
  }
}
