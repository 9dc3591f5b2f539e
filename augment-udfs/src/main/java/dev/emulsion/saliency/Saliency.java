package dev.emulsion.saliency;

import dev.emulsion.image.Image;
import java.io.Serializable;

/** A saliency detector: a record of validated parameters. */
public sealed interface Saliency extends Serializable
    permits FineGrained, SpectralResidual, Precomputed {

  /** The map of {@code image}, which has 1 or 3 channels: a pure function of its pixels. */
  SaliencyMap of(Image image);
}
