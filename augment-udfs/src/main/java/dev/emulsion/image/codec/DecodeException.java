package dev.emulsion.image.codec;

import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded.Reason;
import dev.emulsion.image.codec.Decoded.Rejected;

/**
 * Carries a {@link Rejected} out of nested reading code. It is checked, so that no caller forgets
 * it, has no stack trace, since it is about the file, and never leaves this package.
 */
final class DecodeException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Rejected rejected;

  DecodeException(Reason reason, String message) {
    this(new Rejected(reason, message));
  }

  private DecodeException(Rejected rejected) {
    super(rejected.message(), null, false, false);
    this.rejected = rejected;
  }

  static DecodeException truncated(String message) {
    return new DecodeException(Reason.TRUNCATED, message);
  }

  static DecodeException corrupt(String message) {
    return new DecodeException(Reason.CORRUPT, message);
  }

  /**
   * @param kind one of few names by which such files are counted
   */
  static DecodeException unsupported(String kind, String message) {
    return new DecodeException(new Rejected(Reason.UNSUPPORTED_FORMAT, message, kind));
  }

  /** Throws this, unless it is a truncated file and those are allowed. */
  void throwUnlessAllowed(Truncated truncated) throws DecodeException {
    if (truncated == Truncated.REJECT || rejected.reason() != Reason.TRUNCATED) {
      throw this;
    }
  }

  Rejected rejected() {
    return rejected;
  }
}
