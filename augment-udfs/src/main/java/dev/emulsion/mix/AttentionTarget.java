package dev.emulsion.mix;

/** The images whose attention, from a model or from saliency, determines the label of a mixture. */
public enum AttentionTarget {
  /** None: the label follows the area. */
  NOWHERE,
  /** The base and the partner separately. */
  AT_INPUTS,
  /** The mixture. */
  AT_MIXTURE
}
