package dev.emulsion.jobs.verify;

/**
 * One thing that is wrong with a run.
 *
 * @param check which of the checks found it
 * @param message a sentence that names place and value
 */
public record Problem(Check check, String message) {

  /** What {@code verify} looks at, in this order. */
  public enum Check {
    /** Whether the numbers of {@code manifest.json} agree with each other. */
    SEAL,
    /** Whether recipe, classes and quarantine are those of the manifest. */
    SIDECARS,
    /** Whether the shards are those of the manifest, by name and length. */
    FILES,
    /** Whether every shard says that it is of this run, and how many rows it has. */
    FOOTERS,
    /** Every row by itself, and the digest of them all. */
    ROWS,
    /** Whether every sample of the input is in the shards or in quarantine. */
    CONSERVATION,
    /** Whether plans give the images again. */
    REPLAY
  }

  @Override
  public String toString() {
    return message;
  }
}
