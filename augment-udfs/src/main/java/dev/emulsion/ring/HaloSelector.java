package dev.emulsion.ring;

import dev.emulsion.recipe.PairingConfig.Labels;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Selects the first samples of a stretch of the ring, as few as can serve as partners of any base
 * before it: {@code depth} samples that qualify for each class, as far as the stretch has them.
 *
 * <p>For {@code any} and {@code same} (where a stretch has one class) these are the first {@code
 * depth}. For {@code different}, a sample is kept while some class other than its own has fewer
 * than {@code depth} samples of other classes; a run of one class therefore costs {@code depth}
 * samples, however long it is.
 *
 * <p>Selections of parts can be merged: a sample that a part drops is dropped from the whole, too.
 *
 * @param depth samples that a base may need, including spares for unreadable ones
 */
public record HaloSelector(Labels labels, int depth) implements Serializable {

  /**
   * The samples of {@code stretch} to keep.
   *
   * @param stretch in ring order
   */
  List<RingSample> select(List<RingSample> stretch) {
    if (labels != Labels.DIFFERENT) {
      return stretch.size() <= depth ? stretch : new ArrayList<>(stretch.subList(0, depth));
    }
    List<RingSample> kept = new ArrayList<>();
    Map<Integer, Integer> keptByClass = new HashMap<>();
    for (RingSample sample : stretch) {
      if (isNeeded(sample.label(), kept.size(), keptByClass)) {
        kept.add(sample);
        keptByClass.merge(sample.label(), 1, Integer::sum);
      }
    }
    return kept;
  }

  /** Whether no sample after {@code kept} would be kept. */
  boolean isSaturated(List<RingSample> kept) {
    if (labels != Labels.DIFFERENT) {
      return kept.size() >= depth;
    }
    Map<Integer, Integer> keptByClass = new HashMap<>();
    kept.forEach(sample -> keptByClass.merge(sample.label(), 1, Integer::sum));
    int ofLargestClass = keptByClass.values().stream().mapToInt(n -> n).max().orElse(0);
    return kept.size() - ofLargestClass >= depth;
  }

  /** Whether a class other than {@code label} has fewer than {@code depth} partners so far. */
  private boolean isNeeded(int label, int kept, Map<Integer, Integer> keptByClass) {
    if (kept < depth) {
      return true;
    }
    for (Map.Entry<Integer, Integer> other : keptByClass.entrySet()) {
      if (other.getKey() != label && kept - other.getValue() < depth) {
        return true;
      }
    }
    return false;
  }
}
