package dev.emulsion.ring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The samples that follow each lane on its ring. They are sent to that lane as well as to their
 * own, so that the lane's last bases find their partners in the same task.
 */
public final class Halo implements PartnerCopies {

  private static final long serialVersionUID = 1L;

  /** No lane has followers; for runs that mix no pairs. */
  public static final Halo NONE = new Halo(Map.of());

  private final Map<String, List<Target>> targetsById;

  private Halo(Map<String, List<Target>> targetsById) {
    this.targetsById = targetsById;
  }

  /**
   * Finds the followers of every lane.
   *
   * @param heads the first samples of each lane that is not empty, as {@code selector} selects them
   */
  public static Halo find(SortedMap<Lane, List<RingSample>> heads, HaloSelector selector) {
    Map<Integer, List<Lane>> lanesOfRing = new HashMap<>();
    heads
        .keySet()
        .forEach(
            lane -> lanesOfRing.computeIfAbsent(lane.ring(), ring -> new ArrayList<>()).add(lane));
    Map<String, List<Target>> targets = new HashMap<>();
    for (List<Lane> lanes : lanesOfRing.values()) {
      for (int i = 0; i < lanes.size(); i++) {
        List<RingSample> followers = followers(lanes, i, heads, selector);
        for (int rank = 1; rank <= followers.size(); rank++) {
          targets
              .computeIfAbsent(followers.get(rank - 1).id(), id -> new ArrayList<>(1))
              .add(new Target(lanes.get(i), rank));
        }
      }
    }
    return new Halo(targets);
  }

  /**
   * Goes around the ring from the lane after {@code start}, until the selector needs no more or the
   * start is reached; the start's own heads come last.
   */
  private static List<RingSample> followers(
      List<Lane> lanes, int start, SortedMap<Lane, List<RingSample>> heads, HaloSelector selector) {
    List<RingSample> followers = List.of();
    for (int i = 1; i <= lanes.size() && !selector.isSaturated(followers); i++) {
      List<RingSample> stretch = new ArrayList<>(followers);
      stretch.addAll(heads.get(lanes.get((start + i) % lanes.size())));
      followers = selector.select(stretch);
    }
    return followers;
  }

  /** The ids of all samples that follow a lane. */
  public Set<String> ids() {
    return targetsById.keySet();
  }

  /** The lanes that a sample follows, with its ranks there. */
  @Override
  public List<Target> targets(String id, RingLayout layout) {
    return targets(id);
  }

  public List<Target> targets(String id) {
    return targetsById.getOrDefault(id, List.of());
  }

  @Override
  public long size() {
    return targetsById.values().stream().mapToLong(List::size).sum();
  }

  /** A few per bucket: not worth counting. */
  @Override
  public long bytes() {
    return 0;
  }
}
