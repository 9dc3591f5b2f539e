package dev.emulsion.ring;

import dev.emulsion.label.Label;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.random.RingKey;

/**
 * A sample that arrived in a bucket, as a base or as part of a halo.
 *
 * @param target the lane it arrived in, and its role there
 * @param key its place on the ring
 * @param ownLane the lane in which it is a base
 */
public record ShuffledSample(Target target, RingKey key, Lane ownLane, EncodedSample sample) {

  public String id() {
    return sample.id();
  }

  public Label label() {
    return sample.label();
  }

  public Lane lane() {
    return target.lane();
  }

  /**
   * Whether it follows its own lane: the halo then goes all the way around the ring, and this
   * sample was a base of the lane before.
   */
  public boolean followsItself() {
    return !target.isBase() && ownLane.equals(lane());
  }
}
