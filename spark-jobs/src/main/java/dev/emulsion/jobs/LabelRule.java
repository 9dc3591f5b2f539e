package dev.emulsion.jobs;

/**
 * What a sample's label must satisfy. Each rule has a sentence for those that break it, which names
 * one of them, its value, and the way out.
 */
enum LabelRule {
  ID("every sample needs an id, but %1$d have none; fill the id column"),
  LABEL(
      "every sample needs a label, but %1$d have none, such as %2$s; leave them out of the input, or"
          + " give them one"),
  NOT_EMPTY(
      "every sample needs a class, but %1$d have an empty list, such as %2$s; leave them out of the"
          + " input, or give them one"),
  NO_NULL(
      "lists of classes must not hold null, but %1$d do, such as %2$s with %3$s; remove it from the"
          + " list"),
  NUMBER(
      "labels must be class numbers, but those of %1$d samples are not, such as %2$s with %3$s; give"
          + " every class a number"),
  NOT_NEGATIVE(
      "class numbers must be 0 or more, but %1$d samples have others, such as %2$s with %3$s; leave"
          + " samples without a class out of the input"),
  IN_RANGE(
      "class numbers must be between 0 and %5$d, but %1$d samples have others, such as %2$s with"
          + " %3$s; set labels.classes to the number of classes, or mend the labels"),
  KNOWN(
      "labels must be among the %4$d classes that the input names, but those of %1$d samples are"
          + " not, such as %2$s with %3$s; mend the labels or the list of classes"),
  WEIGHTS(
      "weights must be finite and not negative, but %1$d samples have others, such as %2$s with"
          + " %3$s; mend the weights"),
  SOME_WEIGHT(
      "one weight at least must be positive, but %1$d samples have none, such as %2$s; leave them"
          + " out of the input, or give a class some weight"),
  LENGTH(
      "every sample needs %4$d weights, one per class, but %1$d samples have another number, such as"
          + " %2$s with %3$s; set labels.classes to the number of classes, or mend the weights");

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
