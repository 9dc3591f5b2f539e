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
import java.util.Arrays;
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
    Image image = noise(240, 320, 3);
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

  /**
   * Data that run out inside the last coding unit are read; those that run out before it are not.
   */
  @ParameterizedTest
  @CsvSource({"1, 16", "3, 16", "3, 17", "3, 1"})
  void dataMayRunOutInTheLastUnitButNotBeforeIt(int channels, int inLastUnit) {
    Image image = noise(32 + inLastUnit, 48 + inLastUnit, channels);
    byte[] encoded =
        Samples.strict(Codec.NATIVE).encode(image, new Encoding(ImageCodec.Format.JPEG, 95));
    for (int lost = 0; lost < 400; lost++) {
      byte[] cut = Arrays.copyOf(encoded, encoded.length - lost);
      cut[cut.length - 2] = (byte) 0xFF;
      cut[cut.length - 1] = (byte) 0xD9;
      Decoded byNative = Samples.strict(Codec.NATIVE).decode(cut);
      assertThat(byNative).as("%d lost", lost).isEqualTo(Samples.strict(Codec.JDK).decode(cut));
      if (lost < 2) {
        assertThat(byNative).isInstanceOf(DecodedImage.class);
      }
      if (lost == 399) {
        assertThat(byNative)
            .isEqualTo(
                new Decoded.Rejected(
                    Decoded.Reason.CORRUPT, "JPEG has coded data that end before the image does"));
      }
    }
  }

  @Test
  void grayInTheLastUnitIsNotTakenForMissingData() throws DecodeException {
    Image corner = withGray(noise(64, 64, 3), 63);
    assertThat(mayEndEarly(corner)).isFalse();
    Image unit = withGray(noise(64, 64, 3), 32);
    assertThat(mayEndEarly(unit)).isTrue();
    byte[] encoded = encoded(unit);
    assertThat(Samples.strict(Codec.NATIVE).decode(encoded))
        .isInstanceOf(DecodedImage.class)
        .isEqualTo(Samples.strict(Codec.JDK).decode(encoded));
  }

  /** Gray from row and column {@code from} on. */
  private static Image withGray(Image image, int from) {
    byte[] samples = image.samples().clone();
    for (int row = from; row < image.height(); row++) {
      int start = (row * image.width() + from) * 3;
      Arrays.fill(samples, start, (row + 1) * image.width() * 3, (byte) 128);
    }
    return Image.of(image.height(), image.width(), 3, samples);
  }

  private static byte[] encoded(Image image) {
    Encoding best = new Encoding(ImageCodec.Format.JPEG, 100, ImageCodec.Subsampling.BY_2X2);
    return Samples.strict(Codec.NATIVE).encode(image, best);
  }

  private static boolean mayEndEarly(Image image) throws DecodeException {
    byte[] encoded = encoded(image);
    JpegHeader header = JpegHeader.read(encoded, DecodeLimits.DEFAULT);
    JpegScans.Layout layout = JpegScans.requireWhole(encoded, header, DecodeLimits.DEFAULT);
    JpegFrame frame = JpegScanReader.requireValid(encoded, header, layout);
    Image decoded = ((DecodedImage) Samples.strict(Codec.NATIVE).decode(encoded)).image();
    int last = decoded.height() - 1;
    assertThat(decoded.value(last, last, 1)).isBetween(125, 131); // or the test says nothing
    return NativeCodec.mayEndEarly(decoded, header, layout, frame);
  }

  /** A soft gradient with grain, from a linear congruential generator. */
  private static Image noise(int height, int width, int channels) {
    byte[] samples = new byte[height * width * channels];
    int state = 1;
    for (int i = 0; i < samples.length; i++) {
      state = state * 1_103_515_245 + 12_345;
      int pixel = i / channels;
      samples[i] = (byte) (40 + pixel % width / 3 + pixel / width / 4 + (state >>> 27));
    }
    return Image.of(height, width, channels, samples);
  }

  /**
   * A line of {@code damaged.txt}: file, seed, and the digest of the pixels of Pillow 13.0, {@code
   * JSIMD_FORCENONE=1}.
   */
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
