package dev.emulsion.jobs.pairing;

import dev.emulsion.jobs.pairing.RingPartitioner.Lane;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The samples that follow each lane on its ring. They travel to the lane as well as to their own,
 * so that the lane's last bases find their partners in the same task.
 */
public final class Halo implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Nobody follows anybody: for runs without partners. */
  static final Halo NONE = new Halo(Map.of());

  private final Map<String, List<Target>> seats;

  /** A place behind a lane; the first follower has rank 1. */
  record Target(Lane lane, int rank) implements Serializable {}

  private Halo(Map<String, List<Target>> seats) {
    this.seats = seats;
  }

  /**
   * Finds the followers of every lane.
   *
   * @param firsts of each lane that is not empty, the {@link HaloSelector}
   */
  static Halo of(SortedMap<Lane, List<RingSample>> firsts, HaloSelector haloSelector) {
    Map<String, List<Target>> seats = new HashMap<>();
    Map<Integer, List<Lane>> rings = new HashMap<>();
    firsts
        .keySet()
        .forEach(lane -> rings.computeIfAbsent(lane.ring(), r -> new ArrayList<>()).add(lane));
    for (List<Lane> lanes : rings.values()) {
      for (int i = 0; i < lanes.size(); i++) {
        List<RingSample> followers = followers(lanes, i, firsts, haloSelector);
        for (int rank = 1; rank <= followers.size(); rank++) {
          seats
              .computeIfAbsent(followers.get(rank - 1).id(), id -> new ArrayList<>(1))
              .add(new Target(lanes.get(i), rank));
        }
      }
    }
    return new Halo(seats);
  }

  /** Goes round the ring from the lane after {@code start} up to that lane itself. */
  private static List<RingSample> followers(
      List<Lane> lanes,
      int start,
      SortedMap<Lane, List<RingSample>> firsts,
      HaloSelector haloSelector) {
    List<RingSample> followers = List.of();
    for (int step = 1; step <= lanes.size() && !haloSelector.isSaturated(followers); step++) {
      List<RingSample> longer = new ArrayList<>(followers);
      longer.addAll(firsts.get(lanes.get((start + step) % lanes.size())));
      followers = haloSelector.of(longer);
    }
    return followers;
  }

  /** The lanes that a sample follows. */
  List<Target> seats(String id) {
    return seats.getOrDefault(id, List.of());
  }

  /** Number of images that travel once more. */
  public long size() {
    return seats.values().stream().mapToLong(List::size).sum();
  }
}
