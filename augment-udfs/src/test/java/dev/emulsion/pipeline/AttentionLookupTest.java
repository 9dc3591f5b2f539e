package dev.emulsion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.transform.AugMix;
import dev.emulsion.transform.HorizontalFlip;
import dev.emulsion.transform.OperationPlan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttentionLookupTest {

  private static final Image IMAGE = Image.of(2, 2, 3, new byte[12]);
  private static final AttentionGrid MAP = new AttentionGrid(1, 2, new float[] {0.75f, 0.25f});

  /** Half of the image as it is, half of it flipped: no affine map describes that. */
  private static final OperationPlan TWO_WAYS =
      new AugMix.Plan(0.5, List.of(new AugMix.Chain(0.5, List.of(new HorizontalFlip.Plan()))));

  @Test
  void attentionByAreaIsNeverComputed() {
    PendingAttention attention = lookup(AttentionSource.AREA, "fail").of(image(), Optional.of(MAP));
    assertThat(attention.isOpen()).isFalse();
    assertThat(attention.result()).isEmpty();
  }

  @Test
  void aModelComputesTheAttentionOfThePreparedImage() {
    PendingAttention attention =
        lookup(AttentionSource.INLINE, "fail").of(image(), Optional.empty());
    assertThat(attention.isOpen()).isTrue();
    assertThat(attention.image()).isSameAs(IMAGE);
  }

  @Test
  void aStoredMapIsWarpedAsTheImageWas() {
    PendingAttention attention =
        lookup(AttentionSource.TABLE, "fail")
            .of(image(new HorizontalFlip.Plan()), Optional.of(MAP));
    assertThat(attention.result().orElseThrow().attention())
        .isEqualTo(new AttentionGrid(1, 2, new float[] {0.25f, 0.75f}));
  }

  @Test
  void aSampleWithoutStoredMapHasNoAttention() {
    PendingAttention attention =
        lookup(AttentionSource.TABLE, "area").of(image(), Optional.empty());
    assertThat(attention.isOpen()).isFalse();
    assertThat(attention.result()).isEmpty();
  }

  @Test
  void aMapThatCannotFollowTheImageIsAnErrorOrFallsBackToTheArea() {
    assertThatThrownBy(
            () -> lookup(AttentionSource.TABLE, "fail").of(image(TWO_WAYS), Optional.of(MAP)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the attention map of s cannot follow aug-mix, which is not one affine transformation"
                + " of the image; set attention.source to inline, or attention.table.missing to"
                + " area");
    PendingAttention fallback =
        lookup(AttentionSource.TABLE, "area").of(image(TWO_WAYS), Optional.of(MAP));
    assertThat(fallback.result()).isEmpty();
  }

  @Test
  void aReplayedImageIsRestoredWithItsAttention() {
    MixInput restored = lookup(AttentionSource.TABLE, "fail").restore(image(), Optional.of(MAP));
    assertThat(restored.id()).isEqualTo("s");
    assertThat(restored.image()).isSameAs(IMAGE);
    assertThat(restored.attention().result().orElseThrow().attention()).isEqualTo(MAP);
  }

  private static TransformedImage image(OperationPlan... plans) {
    return new TransformedImage("s", new Size(2, 2), IMAGE, List.of(plans));
  }

  private static AttentionLookup lookup(AttentionSource source, String missing) {
    String text =
        String.join(
            "\n",
            "input: {path: in}",
            "output: {path: out}",
            "transform: [{resize: {size: [2, 2]}}]",
            "attention: {source: table, table: {path: maps, missing: " + missing + "}}",
            "mix: {tokenmix: {}}");
    return AttentionLookup.of(RecipeLoader.parse("maps.yaml", text, List.of()), source);
  }
}
