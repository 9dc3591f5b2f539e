package dev.emulsion.attention;

import dev.emulsion.image.Image;
import dev.emulsion.saliency.Saliency;
import dev.emulsion.saliency.SaliencyMap;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Takes what is salient for what matters.
 *
 * @param form what is made of a map that has a cell for every pixel
 */
public record SaliencySeer(Saliency saliency, UnaryOperator<AttentionGrid> form) implements Seer {

  @Override
  public List<Insight> of(List<Image> images) {
    return images.stream().map(this::insight).toList();
  }

  private Insight insight(Image image) {
    SaliencyMap map = saliency.of(image);
    return new Insight(
        form.apply(new AttentionGrid(map.size().height(), map.size().width(), map.values())));
  }

  @Override
  public void close() {}
}
