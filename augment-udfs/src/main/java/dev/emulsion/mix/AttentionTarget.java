package dev.emulsion.mix;

/** What must be seen, by a model or by saliency, before the label of a mixture is known. */
public enum AttentionTarget {
  /** Nothing: the area decides. */
  NOWHERE,
  /** The base and the partner, each by itself. */
  AT_INPUTS,
  /** The mixture. */
  AT_MIXTURE
}
