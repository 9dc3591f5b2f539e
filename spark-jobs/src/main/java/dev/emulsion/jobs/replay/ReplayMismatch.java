package dev.emulsion.jobs.replay;

import dev.emulsion.jobs.replay.ReplayReport.Kind;

/** Thrown when a row cannot be rendered, or contradicts its plan. */
public final class ReplayMismatch extends Exception {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  ReplayMismatch(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
