package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Samples;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.Decoded.Reason;
import dev.emulsion.image.codec.Decoded.Rejected;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes, codecs answer, and they answer alike. */
class AgreeingCodecTest {

  private static final String[] MUTABLE = {
    Samples.JPEG,
    Samples.PNG,
    "images/j_37x53_2_50_1.jpg",
    "images/c_37x53_2x2_r1.jpg",
    "images/cmykp_37x53_90.jpg",
    "images/p3_4_1_13x11.png",
    "images/w_37x53_lossy.webp",
    "images/w_37x53_alphall.webp"
  };

  private final ImageCodec nativeCodec = Samples.strict(Codec.NATIVE);
  private final ImageCodec jdkCodec = Samples.strict(Codec.JDK);

  @ParameterizedTest
  @ValueSource(
      strings = {
        Samples.JPEG,
        Samples.PNG,
        "images/j_37x53_2_50_1.jpg",
        "images/c_37x53_2x2_r1.jpg",
        "images/c_37x53_noninter.jpg",
        "images/p3_4_1_13x11.png"
      })
  void noBeginningOfAFileIsAImage(String name) {
    byte[] encoded = Samples.file(name);
    for (int length = 1; length < encoded.length; length++) {
      byte[] beginning = Arrays.copyOf(encoded, length);
      Decoded decoded = nativeCodec.decode(beginning);
      assertThat(decoded).as("first %d bytes", length).isEqualTo(jdkCodec.decode(beginning));
      // The first bytes alone do not tell a format; from there on the reason is clear.
      Reason expected = length < 8 ? ((Rejected) decoded).reason() : Reason.TRUNCATED;
      assertThat(decoded).hasFieldOrPropertyWithValue("reason", expected);
    }
    assertThat(nativeCodec.decode(encoded)).isInstanceOf(DecodedImage.class);
  }

  @Property
  void anyBytesGetAnAnswer(@ForAll @Size(max = 200) byte[] bytes) {
    assertThat(nativeCodec.decode(bytes)).isEqualTo(jdkCodec.decode(bytes));
  }

  @Property(tries = 3000, seed = "20261123")
  void bothCodecsGiveTheSameAnswer(
      @ForAll @IntRange(max = 5) int file,
      @ForAll @IntRange(max = 6000) int where,
      @ForAll byte value,
      @ForAll @IntRange(max = 2000) int cut) {
    byte[] bytes = Samples.file(MUTABLE[file]);
    bytes[where % bytes.length] = value;
    // Most stay whole, so that damage is seen by more than the check for an early end.
    bytes = cut < bytes.length / 4 ? Arrays.copyOf(bytes, bytes.length - cut) : bytes;
    assertThat(nativeCodec.decode(bytes)).isEqualTo(jdkCodec.decode(bytes));
  }

  @Property(tries = 1000, seed = "20261123")
  void toleranceNeverThrows(
      @ForAll @IntRange(max = 7) int file,
      @ForAll @IntRange(max = 6000) int where,
      @ForAll byte value,
      @ForAll @IntRange(max = 6000) int length) {
    byte[] bytes = Samples.file(MUTABLE[file]);
    bytes[where % bytes.length] = value;
    bytes = Arrays.copyOf(bytes, Math.min(length, bytes.length));
    for (Codec codec : Samples.CODECS) {
      assertThat(Samples.codec(codec, Orientation.APPLY, Truncated.ALLOW).decode(bytes))
          .isNotNull();
    }
  }
}
