package dev.emulsion.image;

import dev.emulsion.image.DecodeOptions.Truncated;
import dev.emulsion.image.Decoded.Reason;
import dev.emulsion.image.Decoded.Rejected;

/**
 * Carries a {@link Rejected} out of nested reading code. Checked, so that no caller forgets it, and
 * without a stack trace, because it is about the file. It never leaves this package.
 */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Rejected rejected;

  Refusal(Reason reason, String message) {
    super(message, null, false, false);
    this.rejected = new Rejected(reason, message);
  }

  static Refusal truncated(String message) {
    return new Refusal(Reason.TRUNCATED, message);
  }

  static Refusal corrupt(String message) {
    return new Refusal(Reason.CORRUPT, message);
  }

  static Refusal unsupported(String message) {
    return new Refusal(Reason.UNSUPPORTED_FORMAT, message);
  }

  /** Throws this, except for an early end that is tolerated. */
  void unlessTolerated(Truncated truncated) throws Refusal {
    if (truncated == Truncated.REFUSE || rejected.reason() != Reason.TRUNCATED) {
      throw this;
    }
  }

  Rejected rejected() {
    return rejected;
  }
}
