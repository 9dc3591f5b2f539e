package dev.emulsion.attention;

/** Where it is known from what matters in an image. */
public enum AttentionSource {
  /** The model, asked within the mixing task about the very pixels. */
  INLINE,
  /** Maps that were made beforehand, found by the sample's id. */
  TABLE,
  /** Saliency, without a model. */
  SALIENCY,
  /** Nothing was seen: labels follow the area. */
  AREA
}
