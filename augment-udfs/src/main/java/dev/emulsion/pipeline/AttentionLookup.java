package dev.emulsion.pipeline;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.AttentionConfig.MapTable;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.transform.OperationPlan;
import java.util.Optional;

/**
 * Finds the attention of a prepared image: to be computed from its pixels, or known from the
 * sample's stored map, which is warped as the image was.
 */
public final class AttentionLookup {

  private final AttentionSource source;
  private final boolean areaIfLost;

  private AttentionLookup(AttentionSource source, boolean areaIfLost) {
    this.source = source;
    this.areaIfLost = areaIfLost;
  }

  /** The lookup of a recipe whose attention comes from {@code source}. */
  public static AttentionLookup of(Recipe recipe, AttentionSource source) {
    return new AttentionLookup(
        source,
        recipe
            .attention()
            .table()
            .filter(table -> table.missing() == MapTable.OnMissing.AREA)
            .isPresent());
  }

  /**
   * Restores what {@link SamplePipeline#prepare} made, from its replayed image. The label is a
   * placeholder.
   *
   * @param map the sample's stored attention map, if it has one
   */
  public MixInput restore(TransformedImage image, Optional<AttentionGrid> map) {
    return new MixInput(
        image.id(),
        image.id(),
        SampleKey.of(image.id()),
        new Label.Single(0),
        image.image(),
        image.plans(),
        of(image, map));
  }

  /**
   * The attention of {@code image}.
   *
   * @param map the sample's stored attention map, if it has one
   * @throws DataException if the map cannot be warped as the image was, and {@code
   *     attention.table.missing} is not {@code area}
   */
  PendingAttention of(TransformedImage image, Optional<AttentionGrid> map) {
    return switch (source) {
      case INLINE, SALIENCY -> PendingAttention.of(image.image());
      case TABLE -> PendingAttention.known(map.flatMap(grid -> warp(grid, image)));
      case AREA -> PendingAttention.known(Optional.empty());
    };
  }

  private Optional<AttentionResult> warp(AttentionGrid map, TransformedImage image) {
    AffineMap mapping = AffineMap.IDENTITY;
    Size size = image.originalSize();
    for (OperationPlan plan : image.plans()) {
      Optional<AffineMap> step = plan.mapping(size);
      if (step.isEmpty()) {
        requireAreaIfLost(image.id(), plan);
        return Optional.empty();
      }
      mapping = mapping.then(step.get());
      size = plan.sizeAfter(size);
    }
    return Optional.of(new AttentionResult(map.warped(mapping, image.originalSize(), size)));
  }

  private void requireAreaIfLost(String id, OperationPlan plan) {
    if (!areaIfLost) {
      throw new DataException(
          "the attention map of "
              + id
              + " cannot follow "
              + Plans.nameOf(plan)
              + ", which is not one affine transformation of the image; set attention.source to"
              + " inline, or attention.table.missing to area");
    }
  }
}
