package dev.emulsion.jobs.census;

/**
 * What a sample's label must satisfy. Each rule has a sentence for those that break it, which names
 * one of them, its value, and the way out.
 */
enum LabelRule {
  ID("every sample needs an id, but some have none (%1$d in all); fill the id column"),
  LABEL(
      "every sample needs a label, but %2$s has none (%1$d in all); leave such samples out of the"
          + " input, or give them one"),
  NOT_EMPTY(
      "every sample needs a class, but %2$s has an empty list (%1$d in all); leave such samples out"
          + " of the input, or give them one"),
  NO_NULL(
      "a list of classes must not hold null, was %3$s for %2$s (%1$d in all); remove it from the"
          + " list"),
  NUMBER(
      "a label must be a class number, was %3$s for %2$s (%1$d in all); give every class a number"),
  NOT_NEGATIVE(
      "a class number must be 0 or more, was %3$s for %2$s (%1$d in all); leave samples without a"
          + " class out of the input"),
  IN_RANGE(
      "a class number must be between 0 and %5$d, was %3$s for %2$s (%1$d in all); set"
          + " labels.classes to the number of classes, or mend the labels"),
  KNOWN(
      "a label must be one of the %4$d classes that the input names, was %3$s for %2$s (%1$d in"
          + " all); mend the labels, or the list of classes"),
  WEIGHTS(
      "weights must be finite and not negative, was %3$s of %2$s (%1$d in all); mend the weights"),
  SOME_WEIGHT(
      "one weight at least must be positive, but %2$s has none (%1$d in all); leave such samples out"
          + " of the input, or give a class some weight"),
  LENGTH(
      "every sample needs %4$d weights, one per class, but %2$s has %3$s (%1$d in all); set"
          + " labels.classes to the number of classes, or mend the weights");

  private final String sentence;

  LabelRule(String sentence) {
    this.sentence = sentence;
  }

  /**
   * What is wrong and what to do.
   *
   * @param count samples that break the rule
   * @param id of one of them
   * @param value that it has
   * @param classes number of classes, where it is known
   */
  String broken(long count, String id, String value, int classes) {
    return sentence.formatted(count, id, value, classes, classes - 1);
  }
}
