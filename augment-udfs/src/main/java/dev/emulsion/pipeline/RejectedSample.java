package dev.emulsion.pipeline;

/**
 * A sample or a generated image that cannot be used.
 *
 * @param id of the sample, or the name of the generated image
 * @param message the reason in a sentence
 * @param kind of its file if it is of a kind that is not read; else empty
 */
public record RejectedSample(String id, Reason reason, String message, String kind)
    implements Preparation {

  /** A rejection for another reason than the kind of file. */
  public RejectedSample(String id, Reason reason, String message) {
    this(id, reason, message, "");
  }

  /** Whether this is a generated image rather than a sample. */
  public boolean isGenerated() {
    return reason.subject() == Reason.Subject.GENERATED;
  }
}
