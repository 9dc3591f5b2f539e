package dev.emulsion.pipeline;

import dev.emulsion.blend.Rejection;
import dev.emulsion.image.codec.Decoded;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Why a sample or a generated image became no row. The names are the values of the quarantine
 * table's {@code reason} column and the keys of the counts in the manifest.
 */
public enum Reason {
  /** The sample's image has no bytes, or its file is missing. */
  EMPTY(Subject.SAMPLE, Cause.DAMAGE),
  /** The sample's image exceeds {@code decode.max-bytes} or {@code decode.max-pixels}. */
  TOO_LARGE(Subject.SAMPLE, Cause.DAMAGE),
  /** The sample's image is in a format that is not read. */
  UNSUPPORTED_FORMAT(Subject.SAMPLE, Cause.DAMAGE),
  /** The sample's data end before its image does. */
  TRUNCATED(Subject.SAMPLE, Cause.DAMAGE),
  /** The sample's data contradict themselves. */
  CORRUPT(Subject.SAMPLE, Cause.DAMAGE),
  /** A transform or blend of the recipe cannot be applied to the sample's image. */
  UNFIT(Subject.SAMPLE, Cause.DAMAGE),
  /** {@code pairing.labels} allows the sample no partner. */
  NO_PARTNER(Subject.SAMPLE, Cause.RULE),
  /** None of the generated images that the epoch drew for the sample can be used. */
  NO_USABLE_GENERATED(Subject.SAMPLE, Cause.RULE),
  /** Another sample has the same id and a smaller location. */
  DUPLICATE(Subject.SAMPLE, Cause.EXCLUSION),
  /** The sample has no generated image, and {@code generated.missing} is {@code skip}. */
  NO_GENERATED(Subject.SAMPLE, Cause.EXCLUSION),

  /** As {@link #EMPTY}, of a generated image. */
  GENERATED_EMPTY(Subject.GENERATED, Cause.DAMAGE),
  /** As {@link #TOO_LARGE}, of a generated image. */
  GENERATED_TOO_LARGE(Subject.GENERATED, Cause.DAMAGE),
  /** As {@link #UNSUPPORTED_FORMAT}, of a generated image. */
  GENERATED_UNSUPPORTED_FORMAT(Subject.GENERATED, Cause.DAMAGE),
  /** As {@link #TRUNCATED}, of a generated image. */
  GENERATED_TRUNCATED(Subject.GENERATED, Cause.DAMAGE),
  /** As {@link #CORRUPT}, of a generated image. */
  GENERATED_CORRUPT(Subject.GENERATED, Cause.DAMAGE),
  /** As {@link #UNFIT}, of a generated image. */
  GENERATED_UNFIT(Subject.GENERATED, Cause.DAMAGE),
  /** {@code generated.reject} rejects black images. */
  GENERATED_BLACK(Subject.GENERATED, Cause.RULE),
  /** {@code generated.reject} rejects white images. */
  GENERATED_WHITE(Subject.GENERATED, Cause.RULE);

  /** What is missing from the rows. */
  public enum Subject {
    /** A sample of the input. */
    SAMPLE,
    /** One generated image; its sample may still have rows. */
    GENERATED
  }

  private enum Cause {
    /** The input is damaged; {@code quarantine.max-fraction} limits how often. */
    DAMAGE,
    /** A rule of the recipe rejects it while the epoch is written. */
    RULE,
    /** Found from ids alone before any image is read, once for all epochs. */
    EXCLUSION
  }

  private static final String GENERATED_PREFIX = "GENERATED_";

  private final Subject subject;
  private final Cause cause;

  Reason(Subject subject, Cause cause) {
    this.subject = subject;
    this.cause = cause;
  }

  /** Why a decoder rejects the image of a sample. */
  public static Reason ofSample(Decoded.Reason reason) {
    return valueOf(reason.name());
  }

  /** Why a decoder rejects a generated image. */
  public static Reason ofGenerated(Decoded.Reason reason) {
    return valueOf(GENERATED_PREFIX + reason.name());
  }

  /** Why {@code generated.reject} rejects a generated image. */
  public static Reason ofGenerated(Rejection.Reason reason) {
    return valueOf(GENERATED_PREFIX + reason.name());
  }

  public Subject subject() {
    return subject;
  }

  /** Whether it counts toward {@code quarantine.max-fraction}. */
  public boolean isDamage() {
    return cause == Cause.DAMAGE;
  }

  /** Whether the sample is excluded by its id alone, before any image is read. */
  public boolean isExclusion() {
    return cause == Cause.EXCLUSION;
  }

  /** The names of some reasons, as a filter on the {@code reason} column needs them. */
  public static Object[] names(Predicate<Reason> which) {
    return Arrays.stream(values()).filter(which).map(Reason::name).toArray();
  }
}
