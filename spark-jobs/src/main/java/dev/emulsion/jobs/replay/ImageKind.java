package dev.emulsion.jobs.replay;

/** Where an image that a row was made of comes from. */
enum ImageKind {
  /** The image of a sample. */
  SAMPLE,
  /** An image that was generated from a sample. */
  GENERATED,
  /** An image of the mixing set. */
  MIXING
}
