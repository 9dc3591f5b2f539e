package dev.emulsion.jobs.census;

/**
 * Rules that the ids and labels of all samples must satisfy. The message of a broken rule names one
 * sample, its value, and the way out.
 */
enum LabelRule {
  ID("every sample needs an id, but some have none (%1$d in all); fill the id column"),
  LABEL(
      "every sample needs a label, but %2$s has none (%1$d in all); remove such samples from the"
          + " input, or label them"),
  NOT_EMPTY(
      "every sample needs a class, but %2$s has an empty list (%1$d in all); remove such samples"
          + " from the input, or label them"),
  NO_NULL(
      "a list of classes must not contain null, was %3$s for %2$s (%1$d in all); remove it from the"
          + " list"),
  NUMBER(
      "a label must be a whole class number, was %3$s for %2$s (%1$d in all); give every class a"
          + " number, or set labels.order to lexical if the labels are names"),
  NOT_NEGATIVE(
      "a class number must be 0 or more, was %3$s for %2$s (%1$d in all); remove samples without a"
          + " class from the input, which datasets mark with -1 in test splits, or set labels.order"
          + " to lexical if the labels are names"),
  IN_RANGE(
      "a class number must be between 0 and %5$d, was %3$s for %2$s (%1$d in all); set"
          + " labels.classes to the number of classes, or correct the labels"),
  KNOWN(
      "a label must be one of the %4$d classes that the input names, was %3$s for %2$s (%1$d in"
          + " all); correct the labels, or the list of classes"),
  WEIGHTS(
      "weights must be finite and not negative, was %3$s of %2$s (%1$d in all); correct the"
          + " weights"),
  POSITIVE_WEIGHT(
      "at least one weight must be positive, but %2$s has none (%1$d in all); remove such samples"
          + " from the input, or give a class a positive weight"),
  LENGTH(
      "every sample needs %4$d weights, one per class, but %2$s has %3$s (%1$d in all); set"
          + " labels.classes to the number of classes, or correct the weights");

  private final String format;

  LabelRule(String format) {
    this.format = format;
  }

  /**
   * The message for a broken rule: what is wrong, and what to do.
   *
   * @param count number of samples that break the rule
   * @param id of one of them
   * @param value of its label
   * @param classes number of classes, if the rule depends on it
   */
  String message(long count, String id, String value, int classes) {
    return format.formatted(count, id, value, classes, classes - 1);
  }
}
