package dev.emulsion.saliency;

import dev.emulsion.image.Image;
import java.io.Serializable;

/** A way to find what is salient in an image: a record of validated parameters. */
public sealed interface Saliency extends Serializable
    permits FineGrained, SpectralResidual, Precomputed {

  /** What the pixels of {@code image} tell, which has 1 or 3 channels: a pure function of them. */
  SaliencyMap of(Image image);
}
