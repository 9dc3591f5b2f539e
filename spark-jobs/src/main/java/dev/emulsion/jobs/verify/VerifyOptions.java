package dev.emulsion.jobs.verify;

import dev.emulsion.Require;
import dev.emulsion.jobs.replay.Selection;
import java.util.Optional;

/**
 * How closely {@code verify} looks.
 *
 * @param form whether rows are read
 * @param replayed rows that are painted again, 0 to {@value Selection#MAX_SAMPLED}; the quick form
 *     paints none
 * @param input where the input is now, if not where it was
 * @param replay what happens if rows can't be painted because the input is gone or has changed
 */
public record VerifyOptions(Depth form, int replayed, Optional<String> input, Replay replay) {

  /** Rows that are painted again where nobody says how many. */
  public static final int DEFAULT_REPLAYED = 16;

  /** Whether rows are read. */
  public enum Depth {
    /** Counts, sidecars, names and lengths of files, footers. */
    QUICK,
    /** All that, and every byte of every row. */
    FULL
  }

  /** What happens if rows can't be painted again. */
  public enum Replay {
    /** The report says why, and the run may still be sound. */
    IF_POSSIBLE,
    /** It's an error. */
    REQUIRED
  }

  public VerifyOptions {
    Require.that(
        replayed >= 0 && replayed <= Selection.MAX_SAMPLED,
        "the rows to replay must be 0 to " + Selection.MAX_SAMPLED + ", was " + replayed);
  }

  /** No row is read. */
  public static VerifyOptions quick() {
    return new VerifyOptions(Depth.QUICK, 0, Optional.empty(), Replay.IF_POSSIBLE);
  }

  /** Every row is read, and some are painted again where the input is still there. */
  public static VerifyOptions full() {
    return new VerifyOptions(Depth.FULL, DEFAULT_REPLAYED, Optional.empty(), Replay.IF_POSSIBLE);
  }

  /** Every row is read, and {@code rows} of them must be painted again. */
  public static VerifyOptions replaying(int rows, Optional<String> input) {
    return new VerifyOptions(Depth.FULL, rows, input, Replay.REQUIRED);
  }
}
