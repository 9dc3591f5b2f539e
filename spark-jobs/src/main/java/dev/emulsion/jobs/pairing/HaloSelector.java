package dev.emulsion.jobs.pairing;

import dev.emulsion.recipe.PairingConfig.Labels;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first samples of a stretch of the ring, as few as can serve as partners of whatever stands
 * before it: enough that every class finds {@code depth} samples that qualify, as far as the
 * stretch has them.
 *
 * <p>For {@code any} and {@code same} (where a stretch is of one class) these are the first {@code
 * depth}. For {@code different} a sample is kept while some other class has met fewer than {@code
 * depth} samples of classes unlike itself; so a run of one class costs {@code depth} samples,
 * however long it is. Heads of parts can be merged: what a part leaves out, the whole leaves out.
 */
final class HaloSelector implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Labels labels;
  private final int depth;

  HaloSelector(Labels labels, int depth) {
    this.labels = labels;
    this.depth = depth;
  }

  /** The members of {@code stretch} to keep; it must be in ring order. */
  List<RingSample> of(List<RingSample> stretch) {
    if (labels != Labels.DIFFERENT) {
      return stretch.size() <= depth ? stretch : new ArrayList<>(stretch.subList(0, depth));
    }
    List<RingSample> kept = new ArrayList<>();
    Map<Integer, Integer> seen = new HashMap<>();
    for (RingSample sample : stretch) {
      if (isWanted(sample.label(), kept.size(), seen)) {
        kept.add(sample);
        seen.merge(sample.label(), 1, Integer::sum);
      }
    }
    return kept;
  }

  /** Whether nothing that follows {@code kept} could be kept as well. */
  boolean isSaturated(List<RingSample> kept) {
    if (labels != Labels.DIFFERENT) {
      return kept.size() >= depth;
    }
    Map<Integer, Integer> seen = new HashMap<>();
    kept.forEach(sample -> seen.merge(sample.label(), 1, Integer::sum));
    return kept.size() - seen.values().stream().mapToInt(n -> n).max().orElse(0) >= depth;
  }

  /** Whether a class other than {@code label} has met fewer than {@code depth} unlike itself. */
  private boolean isWanted(int label, int kept, Map<Integer, Integer> seen) {
    if (kept < depth) {
      return true;
    }
    for (Map.Entry<Integer, Integer> other : seen.entrySet()) {
      if (other.getKey() != label && kept - other.getValue() < depth) {
        return true;
      }
    }
    return false;
  }
}
