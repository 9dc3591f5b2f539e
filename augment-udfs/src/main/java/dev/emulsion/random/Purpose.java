package dev.emulsion.random;

/** The purpose of a stream of draws. Codes are part of the format and are never reused. */
public enum Purpose {
  /** The sample's place on the ring of an epoch. */
  RING(1),
  /** An operation of the recipe's transform list; the operation is its index there. */
  TRANSFORM(2),
  /** The mixing of a base with its partner. */
  MIX(3),
  /** The noise that a plan holds as a seed. */
  NOISE(4),
  /** Which of the images generated from a sample an epoch uses. */
  GENERATED(5),
  /** Which image of the mixing set an output uses. */
  IMAGE(6),
  /** Which member of the partner is mixed in, if it has several. */
  PARTNER(7),
  /** A system of a fractal set; the operation is the attempt. */
  FRACTAL_SYSTEM(8),
  /** An image of such a system; the variant is the instance. */
  FRACTAL_IMAGE(9),
  /** The prompts for a sample, and the seed of each generated image. */
  PROMPT(10);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  /** The number in the counter. */
  public int code() {
    return code;
  }
}
