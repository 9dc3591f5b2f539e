package dev.emulsion.attention;

import dev.emulsion.image.Image;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.Saliency;
import dev.emulsion.saliency.SaliencyMap;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Uses saliency as attention.
 *
 * @param form converts a map with one cell per pixel
 */
public record SaliencyProvider(Saliency saliency, UnaryOperator<AttentionGrid> form)
    implements AttentionProvider {

  /** The saliency that weighs labels with {@code attention.source: saliency}. */
  public static SaliencyProvider ofLabels() {
    return new SaliencyProvider(FineGrained.DEFAULT, AttentionGrid::summingToOne);
  }

  @Override
  public List<AttentionResult> compute(List<Image> images) {
    return images.stream().map(this::attentionResult).toList();
  }

  private AttentionResult attentionResult(Image image) {
    SaliencyMap map = saliency.of(image);
    return new AttentionResult(
        form.apply(new AttentionGrid(map.size().height(), map.size().width(), map.values())));
  }

  @Override
  public void close() {}
}
