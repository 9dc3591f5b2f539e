package dev.emulsion.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.image.Image;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputConfig.Dtype;
import dev.emulsion.recipe.OutputConfig.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorsTest {

  // one row of two pixels
  private static final Image IMAGE = Image.of(1, 2, 3, new byte[] {0, 10, (byte) 255, 51, 60, 70});

  @Test
  void chwPutsChannelAfterChannel() {
    assertThat(tensors(Dtype.UINT8, Layout.CHW).encode(IMAGE))
        .containsExactly(0, 51, 10, 60, 255, 70);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 16, 23})
  void everyPixelOfAWidthReachesItsPlane(int width) {
    byte[] samples = new byte[3 * width];
    new Random(width).nextBytes(samples);
    byte[] tensor = tensors(Dtype.UINT8, Layout.CHW).encode(Image.of(1, width, 3, samples));
    for (int i = 0; i < samples.length; i++) {
      assertThat(tensor[i % 3 * width + i / 3]).isEqualTo(samples[i]);
    }
  }

  @Test
  void hwcKeepsThePixelsTogether() {
    assertThat(tensors(Dtype.UINT8, Layout.HWC).encode(IMAGE))
        .containsExactly(0, 10, 255, 51, 60, 70);
  }

  @Test
  void floatsAreNormalizedInFloat32AndLittleEndian() {
    ByteBuffer tensor =
        ByteBuffer.wrap(tensors(Dtype.FLOAT32, Layout.CHW).encode(IMAGE))
            .order(ByteOrder.LITTLE_ENDIAN);
    // red of the second pixel: (51/255 - 0.5) / 0.25
    assertThat(tensor.getFloat(4)).isEqualTo((51f / 255f - 0.5f) / 0.25f);
    // blue of the first pixel: (255/255 - 0) / 1
    assertThat(tensor.getFloat(16)).isEqualTo(1f);
  }

  @Test
  void halfFloatsAreTheFloatsRounded() {
    ByteBuffer tensor =
        ByteBuffer.wrap(tensors(Dtype.FLOAT16, Layout.HWC).encode(IMAGE))
            .order(ByteOrder.LITTLE_ENDIAN);
    // red of the first pixel: (0 - 0.5) / 0.25 = -2 = 0xC000
    assertThat(tensor.getShort(0)).isEqualTo((short) 0xC000);
  }

  @ParameterizedTest
  @CsvSource({"UINT8,CHW", "UINT8,HWC", "FLOAT16,CHW", "FLOAT16,HWC", "FLOAT32,CHW", "FLOAT32,HWC"})
  void decodingReturnsEveryPixelValue(Dtype dtype, Layout layout) {
    byte[] samples = new byte[3 * 256];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 7);
    }
    Image image = Image.of(16, 16, 3, samples);
    Tensors tensors = tensors(dtype, layout);
    assertThat(tensors.decode(tensors.encode(image), 16, 16)).isEqualTo(image);
    assertThat(tensors.encode(image)).hasSize((int) tensors.length(16, 16));
  }

  @Test
  void shapeFollowsTheLayout() {
    assertThat(tensors(Dtype.UINT8, Layout.CHW).shape(5, 7)).containsExactly(3, 5, 7);
    assertThat(tensors(Dtype.UINT8, Layout.HWC).shape(5, 7)).containsExactly(5, 7, 3);
  }

  @Test
  void grayImagesAreRejected() {
    Image gray = Image.of(1, 1, 1, new byte[1]);
    assertThatThrownBy(() -> tensors(Dtype.UINT8, Layout.CHW).encode(gray))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("image must have 3 channels, was " + gray);
  }

  private static Tensors tensors(Dtype dtype, Layout layout) {
    return Tensors.of(
        new OutputConfig.Tensor(dtype, layout, List.of(0.5, 0.25, 0.0), List.of(0.25, 0.5, 1.0)));
  }
}
