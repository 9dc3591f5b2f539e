package dev.emulsion.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.label.Label;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.pipeline.RecipePipeline;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowSizeProbeTest {

  private static final Recipe RECIPE =
      RecipeLoader.parse(
              "test",
              String.join(
                  "\n",
                  "input: {path: in}",
                  "output: {path: out}",
                  "transform: [{random-resized-crop: {size: 8}}]",
                  "mix: {cutmix: {}}"),
              List.of())
          .forLabels(Label.Kind.SINGLE);

  private static final AttentionGrid MAP = new AttentionGrid(1, 2, new float[] {1, 3});

  @Test
  void imagesRowsAndSideInputsAreAveraged() {
    EncodedSample large = sample("a", png(20, 10), Optional.empty(), Map.of());
    EncodedSample small =
        sample("b", png(10, 10), Optional.of(MAP), Map.of("x", new byte[70], "y", new byte[30]));
    EncodedSample damaged = sample("c", new byte[] {1}, Optional.empty(), Map.of());

    RowSizeProbe probe =
        RowSizeProbe.measure(
            List.of(large, small, damaged),
            RecipePipeline.of(PipelineSpec.byArea(RECIPE, 0, 2)),
            RECIPE,
            2);

    assertThat(probe.samples()).isEqualTo(3);
    assertThat(probe.rejected()).isEqualTo(1);
    assertThat(probe.imagePixels()).isEqualTo((20 * 10 + 10 * 10) / 2.0);
    assertThat(probe.maxImagePixels()).isEqualTo(20 * 10);
    assertThat(probe.rowPixels()).isEqualTo(8 * 8);
    assertThat(probe.rowBytes()).isGreaterThan(8 * 8 * 3);
    // a map and two images of the mixing set, for three samples
    assertThat(probe.sideInputs().rows()).isEqualTo(1.0);
    assertThat(probe.sideInputs().bytes())
        .isEqualTo((AttentionMaps.packed(MAP).length + 100) / 3.0);
  }

  private static EncodedSample sample(
      String id, byte[] image, Optional<AttentionGrid> map, Map<String, byte[]> mixingImages) {
    return new EncodedSample(id, new Label.Single(0), image, map, List.of(), mixingImages);
  }

  private static byte[] png(int height, int width) {
    Image image = Image.of(height, width, 3, new byte[height * width * 3]);
    return ImageCodecs.of(DecodeOptions.DEFAULT).encode(image, new Encoding(Format.PNG, 100));
  }
}
