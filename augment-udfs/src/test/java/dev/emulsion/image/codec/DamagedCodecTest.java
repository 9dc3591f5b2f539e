package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.Samples;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files: both codecs accept the same ones, and give the pixels of Pillow. */
class DamagedCodecTest {

  /** Every JPEG and PNG that the codecs read: all codings, samplings, colors, with restarts. */
  private static final List<String> FILES =
      new String(Samples.file("pillow.txt"), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.substring(0, line.indexOf(' ')))
          .filter(file -> file.endsWith(".jpg") || file.endsWith(".png"))
          .toList();

  @ParameterizedTest
  @CsvSource({"REJECT, 3000", "ALLOW, 1000"})
  void bothCodecsGiveTheSameAnswer(Truncated truncated, int mutations) {
    ImageCodec nativeCodec = Samples.codec(Codec.NATIVE, Orientation.IGNORE, truncated);
    ImageCodec jdkCodec = Samples.codec(Codec.JDK, Orientation.IGNORE, truncated);
    int accepted = 0;
    for (int seed = 0; seed < mutations; seed++) {
      String file = FILES.get(seed % FILES.size());
      byte[] damaged = Damage.to(Samples.file("images/" + file), seed);
      Decoded byNative = nativeCodec.decode(damaged);
      assertThat(jdkCodec.decode(damaged)).as("%s, damage %d", file, seed).isEqualTo(byNative);
      accepted += byNative instanceof DecodedImage ? 1 : 0;
    }
    // neither all nor none, or the test would say little
    assertThat(accepted).isBetween(mutations / 5, mutations * 4 / 5);
  }

  /** Files of many blocks, in which an error grows: differences of DC add up beyond any range. */
  @ParameterizedTest
  @CsvSource({"BY_2X2, 60", "BY_2X1, 90", "NONE, 97"})
  void theSameHoldsForFilesOfManyBlocks(ImageCodec.Subsampling subsampling, int quality) {
    Image image = noise(240, 320);
    byte[] encoded =
        Samples.strict(Codec.NATIVE)
            .encode(image, new Encoding(ImageCodec.Format.JPEG, quality, subsampling));
    ImageCodec nativeCodec = Samples.strict(Codec.NATIVE);
    ImageCodec jdkCodec = Samples.strict(Codec.JDK);
    for (int seed = 0; seed < 100; seed++) {
      byte[] damaged = Damage.to(encoded, seed);
      assertThat(jdkCodec.decode(damaged))
          .as("damage %d", seed)
          .isEqualTo(nativeCodec.decode(damaged));
    }
  }

  /** A soft gradient with grain, from a linear congruential generator. */
  private static Image noise(int height, int width) {
    byte[] samples = new byte[height * width * 3];
    int state = 1;
    for (int i = 0; i < samples.length; i++) {
      state = state * 1_103_515_245 + 12_345;
      samples[i] = (byte) (40 + i / 3 % width / 3 + i / 3 / width / 4 + (state >>> 27));
    }
    return Image.of(height, width, 3, samples);
  }

  /** A line of {@code damaged.txt}: file, seed, and the digest of Pillow's pixels. */
  record Case(String file, long seed, String sha256) {

    static Case of(String line) {
      String[] fields = line.split(" ");
      return new Case(fields[0], Long.parseLong(fields[1]), fields[2]);
    }
  }

  static Stream<Case> cases() {
    return new String(Samples.file("damaged.txt"), StandardCharsets.UTF_8).lines().map(Case::of);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void damagedFilesHaveThePixelsOfPillow(Case expected) throws Exception {
    byte[] damaged = Damage.to(Samples.file("images/" + expected.file()), expected.seed());
    Decoded decoded = Samples.strict(Codec.JDK).decode(damaged);
    assertThat(decoded).isInstanceOf(DecodedImage.class);
    byte[] samples = ((DecodedImage) decoded).image().samples();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(samples);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(expected.sha256());
  }

  @Test
  void anUndamagedFileOfThoseIsRead() {
    for (String file : FILES) {
      for (Codec codec : Samples.CODECS) {
        assertThat(Samples.strict(codec).decode(Samples.file("images/" + file)))
            .as(file)
            .isInstanceOf(DecodedImage.class);
      }
    }
  }
}
