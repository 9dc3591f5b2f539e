package dev.emulsion.jobs.verify;

import dev.emulsion.Printable;

/**
 * One thing that is wrong with a run.
 *
 * @param check the check that found it
 * @param message a sentence that names the place and the value
 */
public record Problem(Check check, String message) {

  /** The checks of {@code verify}, in the order in which they run. */
  public enum Check {
    /** The numbers in {@code manifest.json} agree with each other. */
    SEAL,
    /** Recipe, class list, metadata and quarantine are those of the manifest. */
    SIDECARS,
    /** The shards are those of the manifest, by name and length. */
    FILES,
    /** Every shard opens, belongs to this run, and the row counts add up. */
    FOOTERS,
    /** Every row is consistent, and the digest of all rows is the one that was written. */
    ROWS,
    /** Every sample of the input is in the shards or in the quarantine, and no other is. */
    CONSERVATION,
    /** Rows that are re-rendered from their plans are identical. */
    REPLAY
  }

  public Problem {
    message = Printable.line(message);
  }

  @Override
  public String toString() {
    return message;
  }
}
