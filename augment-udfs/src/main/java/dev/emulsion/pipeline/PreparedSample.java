package dev.emulsion.pipeline;

import dev.emulsion.image.codec.DecodeNote;
import dev.emulsion.label.Label;
import java.util.List;
import java.util.Set;

/**
 * A sample that was decoded once and transformed for each of its variants, with draws of their own.
 * Without generated images it has one member; a sample that is blended with generated images has
 * one member per usable generated image, and its own image too where the recipe includes originals.
 *
 * @param variants for each variant the members: images to be mixed, in the order of their rows. All
 *     variants have the same members; none if no generated image was usable
 * @param joined how many of the members were blended with a generated image
 * @param rejected generated images that cannot be used
 * @param notes what the sample's own image lost when it was decoded
 */
public record PreparedSample(
    String id,
    Label label,
    List<List<MixInput>> variants,
    int joined,
    List<RejectedSample> rejected,
    Set<DecodeNote> notes)
    implements Preparation {

  /** A sample whose image lost nothing. */
  public PreparedSample(
      String id,
      Label label,
      List<List<MixInput>> variants,
      int joined,
      List<RejectedSample> rejected) {
    this(id, label, variants, joined, rejected, Set.of());
  }

  /** The number of members, the same for each variant. */
  public int members() {
    return variants.get(0).size();
  }

  /** The members of one variant. */
  public List<MixInput> members(int variant) {
    return variants.get(variant);
  }

  /** The same sample, whose image lost {@code left}. */
  PreparedSample withNotes(Set<DecodeNote> left) {
    return new PreparedSample(id, label, variants, joined, rejected, left);
  }
}
