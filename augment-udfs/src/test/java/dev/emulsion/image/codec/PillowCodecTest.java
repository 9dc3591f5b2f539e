package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.Samples;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variants beyond the golden families; what Pillow reads stands in {@code pillow.txt}. */
class PillowCodecTest {

  private record Case(String file, int height, int width, String sha256) {

    static Case of(String line) {
      String[] fields = line.split(" ");
      return new Case(
          fields[0], Integer.parseInt(fields[1]), Integer.parseInt(fields[2]), fields[3]);
    }
  }

  @TestFactory
  Stream<DynamicTest> nativeCodecReadsWhatPillowReads() {
    return cases().map(c -> DynamicTest.dynamicTest(c.file(), () -> check(c, Codec.NATIVE)));
  }

  @TestFactory
  Stream<DynamicTest> jdkCodecReadsWhatPillowReads() {
    return cases()
        .filter(c -> !c.file().endsWith(".webp"))
        .map(c -> DynamicTest.dynamicTest(c.file(), () -> check(c, Codec.JDK)));
  }

  private static Stream<Case> cases() {
    return new String(Samples.file("pillow.txt"), StandardCharsets.UTF_8).lines().map(Case::of);
  }

  private static void check(Case expected, Codec codec) throws Exception {
    Decoded decoded = Samples.likePillow(codec).decode(Samples.file("images/" + expected.file()));
    assertThat(decoded).isInstanceOf(DecodedImage.class);
    Image image = ((DecodedImage) decoded).image();
    assertThat(image.size()).isEqualTo(new Size(expected.height(), expected.width()));
    assertThat(image.channels()).isEqualTo(3);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(image.samples());
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(expected.sha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"others/exif6.webp", "others/exif6.png"})
  void orientationOfWebpAndPngIsAppliedOnRequest(String file) {
    byte[] encoded = Samples.file(file);
    Image stored = ((DecodedImage) Samples.strict(Codec.NATIVE).decode(encoded)).image();
    Decoded upright =
        Samples.codec(Codec.NATIVE, Orientation.APPLY, Truncated.REJECT).decode(encoded);
    // 6: to be turned clockwise, so the first column, read from the bottom, is the first row
    Image turned = ((DecodedImage) upright).image();
    assertThat(turned.size()).isEqualTo(new Size(stored.width(), stored.height()));
    for (int row = 0; row < turned.height(); row++) {
      for (int column = 0; column < turned.width(); column++) {
        assertThat(turned.value(row, column, 1))
            .isEqualTo(stored.value(stored.height() - 1 - column, row, 1));
      }
    }
  }
}
