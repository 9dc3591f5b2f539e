package dev.emulsion.jobs.pipeline;

import dev.emulsion.image.codec.DecodeNote;
import dev.emulsion.label.Label;
import java.util.List;
import java.util.Set;

/**
 * A sample that was decoded and transformed. Without generated images it has one member; a sample
 * that is blended with generated images has one member per usable generated image, and its own
 * image too where the recipe includes originals.
 *
 * @param members images to be mixed, in the order of their rows; empty if no generated image was
 *     usable
 * @param joined how many of the members were blended with a generated image
 * @param rejected generated images that cannot be used
 * @param notes what the sample's own image lost when it was decoded
 */
public record PreparedSample(
    String id,
    Label label,
    List<MixInput> members,
    int joined,
    List<RejectedSample> rejected,
    Set<DecodeNote> notes)
    implements Preparation {

  /** A sample whose image lost nothing. */
  public PreparedSample(
      String id, Label label, List<MixInput> members, int joined, List<RejectedSample> rejected) {
    this(id, label, members, joined, rejected, Set.of());
  }

  /** The same sample, whose image lost {@code left}. */
  PreparedSample withNotes(Set<DecodeNote> left) {
    return new PreparedSample(id, label, members, joined, rejected, left);
  }
}
