package dev.emulsion.pipeline;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.label.Label;
import dev.emulsion.transform.GeneratedKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sample with its side inputs, as a task receives them: nothing is decoded.
 *
 * @param map attention map of the image, from a table
 * @param generated images made from the sample, sorted by prompt and index
 * @param mixingImages images of a mixing set that is too large to broadcast, by id
 */
public record EncodedSample(
    String id,
    Label label,
    byte[] image,
    Optional<AttentionGrid> map,
    List<Generated> generated,
    Map<String, byte[]> mixingImages) {

  /** An encoded image that a generative model made from a sample. */
  public record Generated(GeneratedKey key, byte[] image) {}

  /** A sample without side inputs. */
  public EncodedSample(String id, Label label, byte[] image) {
    this(id, label, image, Optional.empty(), List.of(), Map.of());
  }
}
