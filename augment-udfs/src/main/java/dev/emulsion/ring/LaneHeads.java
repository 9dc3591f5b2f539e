package dev.emulsion.ring;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects samples in any order and keeps the first ones of each lane, as a {@link HaloSelector}
 * selects them.
 */
public final class LaneHeads {

  /** A lane's list is reduced whenever this many samples were added to it. */
  private static final int SLACK = 64;

  private final HaloSelector selector;
  private final TreeMap<Lane, List<RingSample>> samplesByLane = new TreeMap<>();

  public LaneHeads(HaloSelector selector) {
    this.selector = selector;
  }

  public void add(Lane lane, RingSample sample) {
    List<RingSample> samples = samplesByLane.computeIfAbsent(lane, l -> new ArrayList<>());
    samples.add(sample);
    if (samples.size() % SLACK == 0) {
      samplesByLane.put(lane, select(samples));
    }
  }

  /** The first samples of every lane that has any, in ring order. */
  public SortedMap<Lane, List<RingSample>> heads() {
    samplesByLane.replaceAll((lane, samples) -> select(samples));
    return samplesByLane;
  }

  private List<RingSample> select(List<RingSample> samples) {
    Collections.sort(samples);
    return new ArrayList<>(selector.select(samples));
  }
}
