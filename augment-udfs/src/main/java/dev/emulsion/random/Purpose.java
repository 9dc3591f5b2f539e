package dev.emulsion.random;

/** What a stream of draws is for. The codes are part of the format and are never reused. */
public enum Purpose {
  /** The sample's place on the ring of an epoch. */
  RING(1),
  /** A transform of the recipe's list; the operation is its index there. */
  TRANSFORM(2),
  /** The mixing of a base with its partner. */
  MIX(3),
  /** The noise that a plan holds as a seed. */
  NOISE(4),
  /** A system of a set of fractals; the operation is the attempt. */
  FRACTAL_SYSTEM(8),
  /** A picture of such a system; the variant is the instance. */
  FRACTAL_PICTURE(9);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  /** The number that stands in the counter. */
  public int code() {
    return code;
  }
}
