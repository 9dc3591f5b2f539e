package dev.emulsion.pipeline;

import dev.emulsion.attention.AttentionSource;
import dev.emulsion.recipe.Recipe;
import java.io.Serializable;

/**
 * The settings that determine the rows of a sample: a small value that tasks receive.
 *
 * @param recipe with the kind of the input's labels
 * @param classes number of classes, the length of a dense label
 * @param attentionSource source of the attention maps that masks and labels depend on
 */
public record PipelineSpec(Recipe recipe, int epoch, int classes, AttentionSource attentionSource)
    implements Serializable {

  /** A pipeline whose labels follow the area alone. */
  public static PipelineSpec byArea(Recipe recipe, int epoch, int classes) {
    return new PipelineSpec(recipe, epoch, classes, AttentionSource.AREA);
  }
}
