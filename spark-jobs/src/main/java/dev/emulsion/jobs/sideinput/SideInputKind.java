package dev.emulsion.jobs.sideinput;

/**
 * What a row that is shuffled with the samples holds. The rows of one sample are sorted by ordinal,
 * so the sample's own image is the last of them.
 */
public enum SideInputKind {
  /** Its attention map. */
  MAP,
  /** An image of the mixing set. */
  MIXING_IMAGE,
  /** An image that was generated from it. */
  GENERATED,
  /** The sample itself. */
  IMAGE;

  private static final SideInputKind[] ALL = values();

  public static SideInputKind of(int ordinal) {
    return ALL[ordinal];
  }
}
