package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PngWriterTest {

  private static final ImageCodec CODEC =
      new JdkCodec(
          new DecodeOptions(Codec.JDK, Orientation.IGNORE, Truncated.REJECT, DecodeLimits.DEFAULT));

  @Property(tries = 50)
  void everySampleComesBack(
      @ForAll @IntRange(min = 1, max = 70) int height,
      @ForAll @IntRange(min = 1, max = 70) int width,
      @ForAll long seed) {
    byte[] samples = new byte[3 * height * width];
    new Random(seed).nextBytes(samples);
    Image image = Image.of(height, width, 3, samples);
    assertThat(CODEC.decode(PngWriter.encode(image))).isEqualTo(new Decoded.DecodedImage(image));
  }

  @Test
  void anotherReaderSeesTheSameImage() throws IOException {
    // noise does not shrink, so the data take several chunks
    byte[] samples = new byte[3 * 90 * 200];
    new Random(3).nextBytes(samples);
    byte[] png = PngWriter.encode(Image.of(90, 200, 3, samples));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(read.getHeight()).isEqualTo(90);
    assertThat(read.getWidth()).isEqualTo(200);
    for (int i = 0; i < samples.length; i++) {
      assertThat((byte) read.getRaster().getSample(i / 3 % 200, i / 600, i % 3))
          .isEqualTo(samples[i]);
    }
  }

  @Test
  void grayHasOneChannel() throws IOException {
    byte[] png = PngWriter.encode(Image.of(1, 3, 1, new byte[] {0, 100, (byte) 255}));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(read.getRaster().getNumBands()).isEqualTo(1);
    assertThat(read.getRaster().getPixels(0, 0, 3, 1, (int[]) null)).containsExactly(0, 100, 255);
  }

  @Test
  void alphaIsRejected() {
    assertThatThrownBy(() -> PngWriter.encode(Image.of(1, 1, 4, new byte[4])))
        .hasMessage("channels must be 1 or 3, was 4");
  }
}
