package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.DecodeOptions.Animated;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.SixteenBit;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.Decoded.Reason;
import dev.emulsion.image.codec.Decoded.Rejected;
import dev.emulsion.image.codec.ImageCodecs;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Both codecs give the bytes that Pillow gives, and refuse what it refuses. */
class GoldenDecodingTest {

  /** What a refusal of a file that Pillow cannot read either may say. */
  private static final Set<Reason> UNREADABLE = EnumSet.complementOf(EnumSet.of(Reason.TOO_LARGE));

  @TestFactory
  Stream<DynamicTest> nativeCodec() {
    return tests(Codec.NATIVE);
  }

  @TestFactory
  Stream<DynamicTest> jdkCodec() {
    return tests(Codec.JDK);
  }

  private static Stream<DynamicTest> tests(Codec codec) {
    return GoldenCase.families().stream()
        .flatMap(prepared -> GoldenCase.of(prepared).stream())
        .filter(golden -> golden.op().startsWith("decode."))
        .map(golden -> DynamicTest.dynamicTest(golden.toString(), () -> check(golden, codec)));
  }

  private static void check(GoldenCase golden, Codec codec) {
    switch (golden.op()) {
      case "decode.jpeg", "decode.png" -> intact(golden, codec);
      case "decode.jpeg.broken" -> broken(golden, codec);
      default -> abort("operation " + golden.op() + " is not implemented");
    }
  }

  private static void intact(GoldenCase golden, Codec codec) {
    byte[] encoded = encoded(golden);
    assertThat(decode(encoded, codec, Orientation.IGNORE, Truncated.REJECT))
        .extracting(GoldenDecodingTest::image)
        .isEqualTo(golden.image(golden.expected()));
    JsonNode upright = golden.json().path("expected_exif");
    if (upright.has("file")) {
      assertThat(decode(encoded, codec, Orientation.APPLY, Truncated.REJECT))
          .extracting(GoldenDecodingTest::image)
          .isEqualTo(golden.image(upright));
    }
  }

  private static void broken(GoldenCase golden, Codec codec) {
    byte[] encoded = encoded(golden);
    assertThat(golden.expected().path("default").path("outcome").asText()).isEqualTo("error");
    assertRejected(decode(encoded, codec, Orientation.IGNORE, Truncated.REJECT));

    JsonNode tolerant = golden.expected().path("load_truncated_images");
    Decoded decoded = decode(encoded, codec, Orientation.IGNORE, Truncated.ALLOW);
    if (tolerant.path("outcome").asText().equals("decoded")) {
      assertThat(image(decoded)).isEqualTo(golden.image(tolerant));
    } else {
      assertRejected(decoded);
    }
  }

  private static Image image(Decoded decoded) {
    assertThat(decoded).isInstanceOf(DecodedImage.class);
    return ((DecodedImage) decoded).image();
  }

  private static void assertRejected(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Rejected.class);
    assertThat(((Rejected) decoded).reason()).isIn(UNREADABLE);
  }

  private static byte[] encoded(GoldenCase golden) {
    JsonNode input = golden.json().path("input");
    byte[] encoded = golden.bytes(input);
    assertThat(GoldenCase.sha256(encoded)).isEqualTo(input.path("sha256").asText());
    return encoded;
  }

  private static Decoded decode(
      byte[] encoded, Codec codec, Orientation orientation, Truncated truncated) {
    DecodeOptions pillows =
        new DecodeOptions(
            codec, orientation, truncated, SixteenBit.CLIP, Animated.REJECT, DecodeLimits.DEFAULT);
    return ImageCodecs.of(pillows).decode(encoded);
  }
}
