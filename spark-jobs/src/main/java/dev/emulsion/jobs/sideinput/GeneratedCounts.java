package dev.emulsion.jobs.sideinput;

import java.io.Serializable;

/**
 * Generated images of samples, counted by ids. Duplicates among the samples are not counted.
 *
 * @param without samples that have no generated image
 * @param matched generated images of all samples
 * @param used generated images that each epoch blends, of those drawn for its samples
 * @param members what each epoch makes of its samples before mixing, at most: a member is a sample
 *     itself or its blend with one generated image
 * @param usedBytes encoded bytes of the images of one epoch, on average
 */
public record GeneratedCounts(long without, long matched, long used, long members, long usedBytes)
    implements Serializable {

  /** No samples. */
  public static final GeneratedCounts NONE = new GeneratedCounts(0, 0, 0, 0, 0);

  /** The counts of two disjoint sets of samples together. */
  public GeneratedCounts and(GeneratedCounts other) {
    return new GeneratedCounts(
        without + other.without,
        matched + other.matched,
        used + other.used,
        members + other.members,
        usedBytes + other.usedBytes);
  }
}
