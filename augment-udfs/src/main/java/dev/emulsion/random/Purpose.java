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
  /** Which of the pictures that were generated from a sample an epoch uses. */
  GENERATED(5),
  /** Which picture of a set accompanies an output. */
  PICTURE(6),
  /** Which output of the partner is mixed in, where it has several. */
  PARTNER(7);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  /** The number that stands in the counter. */
  public int code() {
    return code;
  }
}
