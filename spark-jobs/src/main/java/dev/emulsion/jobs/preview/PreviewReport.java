package dev.emulsion.jobs.preview;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.image.Image;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.spark.OutputRow;
import java.util.List;
import java.util.Optional;

/**
 * The rows to draw with the images that they were made of, in no particular order.
 *
 * @param inputProblem why the input cannot be read, if it cannot
 * @param attentionProblem why attention cannot be recomputed, if it cannot
 */
public record PreviewReport(
    List<Example> examples, Optional<String> inputProblem, Optional<String> attentionProblem) {

  /**
   * One row and the images that it was made of.
   *
   * @param row as stored
   * @param source the encoded image of the base; empty if the input cannot be read
   * @param base before mixing; empty if the input cannot be read
   * @param partner empty if the row is not a mixture, or if the input cannot be read
   * @param mix how base and partner were mixed; empty if the row has no plan
   * @param attention what weighted the label
   * @param stages the intermediate images, if the base was blended with other images
   */
  public record Example(
      OutputRow row,
      Optional<byte[]> source,
      Optional<Image> base,
      Optional<Image> partner,
      Image mixed,
      String baseLabel,
      Optional<String> partnerLabel,
      Optional<MixPlan> mix,
      Attention attention,
      List<Stage> stages) {}

  /**
   * The attention maps from which the label of an example was computed.
   *
   * @param base of the base before mixing
   * @param partner of the partner before mixing
   * @param mixed of the mixture, if the method uses that one
   */
  public record Attention(
      Optional<AttentionGrid> base,
      Optional<AttentionGrid> partner,
      Optional<AttentionGrid> mixed) {

    static final Attention NONE =
        new Attention(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
