package dev.emulsion.attention;

/** Where attention comes from. */
public enum AttentionSource {
  /** A model, run on the mixed pixels within the mixing task. */
  INLINE,
  /** Precomputed maps, looked up by sample id. */
  TABLE,
  /** Saliency, without a model. */
  SALIENCY,
  /** No attention: labels follow the area. */
  AREA
}
