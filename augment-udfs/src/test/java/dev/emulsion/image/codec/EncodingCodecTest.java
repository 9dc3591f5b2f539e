package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.image.Image;
import dev.emulsion.image.Samples;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodec.Subsampling;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EncodingCodecTest {

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"NATIVE", "JDK"})
  void pngKeepsEverySample(Codec codec) {
    ImageCodec it = Samples.strict(codec);
    Image color = Samples.gradient(13, 29, 3);
    assertThat(it.decode(it.encode(color, new Encoding(Format.PNG, 100))))
        .isEqualTo(new DecodedImage(color));
    Image gray = Samples.gradient(13, 29, 1);
    assertThat(it.decode(it.encode(gray, new Encoding(Format.PNG, 100))))
        .isEqualTo(new DecodedImage(tripled(gray)));
  }

  @Test
  void webpKeepsEverySample() {
    ImageCodec it = Samples.strict(Codec.NATIVE);
    Image color = noise(31, 17);
    assertThat(it.decode(it.encode(color, new Encoding(Format.WEBP, 1))))
        .isEqualTo(new DecodedImage(color));
    Image gray = Samples.gradient(13, 29, 1);
    assertThat(it.decode(it.encode(gray, new Encoding(Format.WEBP, 100))))
        .isEqualTo(new DecodedImage(tripled(gray)));
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE, 95, BY_2X2, 3", "NATIVE, 90, NONE, 3", "NATIVE, 30, BY_2X1, 3",
    "NATIVE, 80, BY_2X2, 1", "JDK, 95, BY_2X2, 3", "JDK, 90, NONE, 3",
    "JDK, 30, BY_2X1, 3", "JDK, 80, BY_2X2, 1"
  })
  void aJpegIsTheFileThatPillowWrites(
      Codec codec, int quality, Subsampling subsampling, int channels) throws IOException {
    String name = "pillow-" + quality + "-" + channels + ".jpg";
    try (var file = getClass().getResourceAsStream("/encoding/" + name)) {
      assertThat(
              Samples.strict(codec)
                  .encode(waves(channels), new Encoding(Format.JPEG, quality, subsampling)))
          .isEqualTo(file.readAllBytes());
    }
  }

  /** 37×53, as {@code encoding/make.py} paints it. */
  private static Image waves(int channels) {
    byte[] samples = new byte[37 * 53 * channels];
    for (int i = 0; i < samples.length; i++) {
      int row = i / channels / 53;
      int column = i / channels % 53;
      samples[i] = (byte) (row * row * (i % channels + 3) + column * 5 + row * column / 4);
    }
    return Image.of(37, 53, channels, samples);
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"NATIVE", "JDK"})
  void jpegComesBackCloseToTheSource(Codec codec) {
    ImageCodec it = Samples.strict(codec);
    for (int channels : new int[] {1, 3}) {
      Image source = Samples.gradient(40, 60, channels);
      Image back =
          ((DecodedImage) it.decode(it.encode(source, new Encoding(Format.JPEG, 95)))).image();
      Image expected = channels == 1 ? tripled(source) : source;
      // A gradient of one level a pixel survives quality 95 within a few levels; red and blue
      // exchanged, or rows and columns, would be off by 60 and more.
      assertThat(largestDifference(back, expected)).isLessThanOrEqualTo(6);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"NATIVE", "JDK"})
  void bothCodecsReadOneJpegAlike(Codec writer) {
    byte[] encoded =
        Samples.strict(writer).encode(Samples.gradient(41, 59, 3), new Encoding(Format.JPEG, 80));
    assertThat(Samples.strict(Codec.NATIVE).decode(encoded))
        .isInstanceOf(DecodedImage.class)
        .isEqualTo(Samples.strict(Codec.JDK).decode(encoded));
  }

  @Test
  void encodingTwiceGivesEqualBytes() {
    for (Codec codec : Samples.CODECS) {
      for (Format format : new Format[] {Format.JPEG, Format.PNG}) {
        ImageCodec it = Samples.strict(codec);
        Encoding encoding = new Encoding(format, 90);
        assertThat(it.encode(noise(20, 30), encoding))
            .isEqualTo(it.encode(noise(20, 30), encoding));
      }
    }
  }

  @Test
  void qualityAndChannelsAreChecked() {
    assertThatThrownBy(() -> new Encoding(Format.JPEG, 0))
        .hasMessage("quality must be between 1 and 100, was 0");
    assertThatThrownBy(() -> new Encoding(Format.WEBP, 101))
        .hasMessage("quality must be between 1 and 100, was 101");
    assertThatThrownBy(
            () ->
                Samples.strict(Codec.NATIVE)
                    .encode(Samples.gradient(2, 2, 4), new Encoding(Format.PNG, 100)))
        .hasMessage("only 1 or 3 channels are encoded, was 4");
  }

  private static Image tripled(Image gray) {
    byte[] samples = new byte[gray.samples().length * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = gray.samples()[i / 3];
    }
    return Image.of(gray.height(), gray.width(), 3, samples);
  }

  private static Image noise(int height, int width) {
    byte[] samples = new byte[height * width * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * i * 7 >> 3);
    }
    return Image.of(height, width, 3, samples);
  }

  private static int largestDifference(Image a, Image b) {
    assertThat(a.size()).isEqualTo(b.size());
    int largest = 0;
    for (int i = 0; i < a.samples().length; i++) {
      int difference = Math.abs((a.samples()[i] & 0xFF) - (b.samples()[i] & 0xFF));
      largest = Math.max(largest, difference);
    }
    return largest;
  }
}
