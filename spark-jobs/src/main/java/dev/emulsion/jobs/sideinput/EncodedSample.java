package dev.emulsion.jobs.sideinput;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.label.Label;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sample as it comes to a task, with all that stands beside it.
 *
 * @param map what is known to matter in the image
 * @param generated images that were made of it, by prompt and variant
 * @param images of a set that is too large to be everywhere, by id
 */
public record EncodedSample(
    String id,
    Label label,
    byte[] image,
    Optional<AttentionGrid> map,
    List<Generated> generated,
    Map<String, byte[]> images) {

  /** An image that a generative model made of a sample. */
  public record Generated(String prompt, int index, byte[] image) {

    /** Its name among all samples, which is that of the row it becomes, too. */
    public String name(String source) {
      return Generated.name(source, prompt, index);
    }

    public static String name(String source, String prompt, int variant) {
      return source + "#" + prompt + "#" + variant;
    }
  }

  /** One that stands alone. */
  public EncodedSample(String id, Label label, byte[] image) {
    this(id, label, image, Optional.empty(), List.of(), Map.of());
  }
}
