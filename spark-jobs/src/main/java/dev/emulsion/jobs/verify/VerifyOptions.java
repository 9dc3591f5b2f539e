package dev.emulsion.jobs.verify;

import dev.emulsion.Require;
import dev.emulsion.jobs.replay.Selection;
import java.util.Optional;

/**
 * How thoroughly {@code verify} checks a run.
 *
 * @param depth whether rows are read
 * @param replayedRows number of rows that are re-rendered from their plans, 0 to {@value
 *     Selection#MAX_SAMPLED}
 * @param input path of the input, if it has moved since the run
 * @param replay what happens if rows cannot be re-rendered
 */
public record VerifyOptions(
    Depth depth, int replayedRows, Optional<String> input, ReplayMode replay) {

  /** Default of {@link #replayedRows}. */
  public static final int DEFAULT_REPLAYED_ROWS = 16;

  /** Whether rows are read. */
  public enum Depth {
    /** Checks counts, sidecars, file names, file lengths and footers. */
    QUICK,
    /** Also reads every byte of every row. */
    FULL
  }

  /** What happens if rows cannot be re-rendered, because the input is gone or has changed. */
  public enum ReplayMode {
    /** The report states the reason; the run may still pass. */
    IF_POSSIBLE,
    /** The job fails with an error. */
    REQUIRED
  }

  public VerifyOptions {
    Require.that(
        replayedRows >= 0 && replayedRows <= Selection.MAX_SAMPLED,
        "the number of rows to replay must be 0 to "
            + Selection.MAX_SAMPLED
            + ", was "
            + replayedRows);
  }

  /** Reads no row. */
  public static VerifyOptions quick() {
    return new VerifyOptions(Depth.QUICK, 0, Optional.empty(), ReplayMode.IF_POSSIBLE);
  }

  /** Reads every row, and re-renders some if the input is still there. */
  public static VerifyOptions full() {
    return new VerifyOptions(
        Depth.FULL, DEFAULT_REPLAYED_ROWS, Optional.empty(), ReplayMode.IF_POSSIBLE);
  }

  /** Reads every row and re-renders {@code rows} of them, or fails. */
  public static VerifyOptions replaying(int rows, Optional<String> input) {
    return new VerifyOptions(Depth.FULL, rows, input, ReplayMode.REQUIRED);
  }
}
