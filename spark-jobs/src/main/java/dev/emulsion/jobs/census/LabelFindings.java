package dev.emulsion.jobs.census;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link LabelScan} found in a part of the input. Parts of disjoint samples add up with
 * {@link #and}.
 *
 * @param violations by the rule that samples break; a sample counts for the first rule only
 * @param smallest the valid label that asks for the fewest classes; null if no label is valid
 * @param largest the valid label that asks for the most classes; null if no label is valid
 */
public record LabelFindings(Map<LabelRule, Violation> violations, Extent smallest, Extent largest)
    implements Serializable {

  /**
   * Samples that break one rule.
   *
   * @param count number of these samples
   * @param id of the first of them by id
   * @param value of its label, shortened
   */
  public record Violation(long count, String id, String value) implements Serializable {

    Violation and(Violation other) {
      boolean first =
          id.equals(other.id) ? value.compareTo(other.value) <= 0 : id.compareTo(other.id) < 0;
      return new Violation(count + other.count, first ? id : other.id, first ? value : other.value);
    }
  }

  /**
   * How many classes the label of one sample asks for: its number of weights, or one more than its
   * largest class number; 0 for names.
   */
  public record Extent(long classes, String id) implements Comparable<Extent>, Serializable {

    @Override
    public int compareTo(Extent other) {
      int order = Long.compare(classes, other.classes);
      return order != 0 ? order : id.compareTo(other.id);
    }
  }

  /** Of no samples. */
  static final LabelFindings NONE = new LabelFindings(Map.of(), null, null);

  /** Of one sample that breaks a rule. */
  static LabelFindings broken(LabelRule rule, String id, String value) {
    return new LabelFindings(Map.of(rule, new Violation(1, id, value)), null, null);
  }

  /** Of one sample with a valid label. */
  static LabelFindings valid(String id, long classes) {
    Extent extent = new Extent(classes, id);
    return new LabelFindings(Map.of(), extent, extent);
  }

  /** The findings of both parts together. */
  LabelFindings and(LabelFindings other) {
    if (violations.isEmpty() && other.violations.isEmpty()) {
      return with(violations, other);
    }
    Map<LabelRule, Violation> both = new EnumMap<>(LabelRule.class);
    both.putAll(violations);
    other.violations.forEach((rule, more) -> both.merge(rule, more, Violation::and));
    return with(both, other);
  }

  private LabelFindings with(Map<LabelRule, Violation> both, LabelFindings other) {
    return new LabelFindings(
        both,
        smallest == null || other.smallest != null && other.smallest.compareTo(smallest) < 0
            ? other.smallest
            : smallest,
        largest == null || other.largest != null && other.largest.compareTo(largest) > 0
            ? other.largest
            : largest);
  }

  /** How many classes the valid labels ask for together; 0 if there are none. */
  long classes() {
    return Optional.ofNullable(largest).map(Extent::classes).orElse(0L);
  }
}
