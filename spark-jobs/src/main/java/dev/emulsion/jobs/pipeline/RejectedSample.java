package dev.emulsion.jobs.pipeline;

import dev.emulsion.io.run.Reason;

/**
 * A sample or a generated image that cannot be used.
 *
 * @param id of the sample, or the name of the generated image
 * @param message the reason in a sentence
 */
public record RejectedSample(String id, Reason reason, String message) implements Preparation {

  /** Whether this is a generated image rather than a sample. */
  public boolean isGenerated() {
    return reason.subject() == Reason.Subject.GENERATED;
  }
}
