package dev.emulsion.jobs.pipeline;

/**
 * A sample or a generated image that cannot be used.
 *
 * @param id of the sample, or the name of the generated image
 * @param reason one word, as the quarantine table lists it
 * @param message the reason in a sentence
 */
public record RejectedSample(String id, String reason, String message) implements Preparation {

  /** Prefix of the reasons for which generated images are rejected. */
  public static final String GENERATED_PREFIX = "GENERATED_";

  /** Whether this is a generated image rather than a sample. */
  public boolean isGenerated() {
    return reason.startsWith(GENERATED_PREFIX);
  }
}
