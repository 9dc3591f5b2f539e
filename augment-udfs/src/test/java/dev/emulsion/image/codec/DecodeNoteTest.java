package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.Samples;
import dev.emulsion.image.codec.DecodeOptions.Animated;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.SixteenBit;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.Decoded.Rejected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code decode.sixteen-bit} and {@code decode.animated}, and what images are noted to lose. */
class DecodeNoteTest {

  @Test
  void eightBitsWrittenTwiceComeBackAndTheRestIsRounded() {
    for (int value = 0; value < 65_536; value++) {
      // 65535 / 255 = 257; the quotient is never half-way, for 257 is odd
      byte expected = (byte) Math.round(value / 257.0);
      assertThat(SampleDepth.gray16(value, SixteenBit.SCALE)).isEqualTo(expected);
      assertThat(SampleDepth.color16(value, SixteenBit.SCALE)).isEqualTo(expected);
      assertThat(SampleDepth.deepGray(value, 65_535, SixteenBit.SCALE)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // value, gray as Pillow clips it, color as Pillow cuts it to its high byte
    "0, 0, 0",
    "255, 255, 0",
    "256, 255, 1",
    "385, 255, 1",
    "32768, 255, 128",
    "65535, 255, 255"
  })
  void clippingIsPillows(int value, int gray, int color) {
    assertThat(SampleDepth.gray16(value, SixteenBit.CLIP)).isEqualTo((byte) gray);
    assertThat(SampleDepth.color16(value, SixteenBit.CLIP)).isEqualTo((byte) color);
  }

  @Test
  void grayAndColorOfOneValueAreOneValue() {
    // a ramp over all of 16 bits, as gray and as color; 65535 / 4 is 64 in 8 bits
    byte[] gray = pnm("P2 5 1 65535 0 16384 32768 49152 65535");
    byte[] color =
        pnm(
            "P3 5 1 65535 0 0 0 16384 16384 16384 32768 32768 32768 49152 49152 49152 65535 65535"
                + " 65535");
    assertThat(image(gray).samples())
        .isEqualTo(image(color).samples())
        .isEqualTo(Samples.bytes(0, 0, 0, 64, 64, 64, 128, 128, 128, 191, 191, 191, 255, 255, 255));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gray16.png",
        "gray16.tif",
        "gray16big.tif",
        "rgb16.tif",
        "predictor16.tif",
        "p5of1023.pgm",
        "p5of65535.pgm",
        "p6of65535.ppm"
      })
  void filesOfMoreThanEightBitsAreNotedAndRejectedOnRequest(String file) {
    byte[] encoded = Samples.file("formats/" + file);
    assertThat(decode(encoded, SixteenBit.SCALE, Animated.REJECT))
        .isInstanceOfSatisfying(
            DecodedImage.class,
            decoded -> assertThat(decoded.notes()).contains(DecodeNote.SIXTEEN_BIT));
    assertThat(decode(encoded, SixteenBit.REJECT, Animated.REJECT))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected ->
                assertThat(rejected.message())
                    .endsWith(
                        " has more than 8 bits per value, which decode.sixteen-bit rejects; set it"
                            + " to scale or clip to read the file"));
  }

  @Test
  void grayOfSixteenBitsUsesTheWholeRange() {
    byte[] samples = image(Samples.file("formats/gray16.png")).samples();
    int white = 0;
    for (byte sample : samples) {
      white += sample == -1 ? 1 : 0;
    }
    // noise over 16 bits: one in 257 is white, not nearly all
    assertThat(white).isLessThan(samples.length / 10);
  }

  @ParameterizedTest
  @CsvSource({
    "exif.jpg, ORIENTATION",
    "alpha.png, ALPHA",
    "animated.gif, FRAMES",
    "animated.png, FRAMES",
    "pages.tif, PAGES",
    "transparent.gif, ALPHA"
  })
  void whatImagesLoseIsNoted(String file, DecodeNote note) {
    assertThat(notes(Samples.file("formats/" + file))).containsExactly(note);
  }

  @Test
  void gammaIsNotedUnlessItIsThatOfSrgb() {
    byte[] png = Samples.file("formats/rgb.png");
    assertThat(notes(png)).isEmpty();
    assertThat(notes(withChunk(png, "gAMA", 0, 0, 0xB1, 0x8F))).isEmpty(); // 45455
    assertThat(notes(withChunk(png, "gAMA", 0, 1, 0x86, 0xA0))) // 100000: linear
        .containsExactly(DecodeNote.COLOR_SPACE);
  }

  @Test
  void animationsAreRejectedWithTheKeyThatReadsThem() {
    assertThat(decode(Samples.file("formats/animated.gif"), SixteenBit.SCALE, Animated.REJECT))
        .isEqualTo(
            new Rejected(
                Decoded.Reason.UNSUPPORTED_FORMAT,
                "the file is an animated GIF; set decode.animated to first to read its first frame",
                "animated GIF"));
  }

  /** A PNG with one more chunk after its header. */
  private static byte[] withChunk(byte[] png, String name, int... data) {
    int header = 8 + 12 + 13;
    ByteBuffer file = ByteBuffer.allocate(png.length + 12 + data.length);
    file.put(png, 0, header).putInt(data.length);
    byte[] named = new byte[4 + data.length];
    System.arraycopy(pnm(name), 0, named, 0, 4);
    System.arraycopy(Samples.bytes(data), 0, named, 4, data.length);
    CRC32 crc = new CRC32();
    crc.update(named);
    return file.put(named)
        .putInt((int) crc.getValue())
        .put(png, header, png.length - header)
        .array();
  }

  private static byte[] pnm(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Image image(byte[] encoded) {
    return ((DecodedImage) decode(encoded, SixteenBit.SCALE, Animated.REJECT)).image();
  }

  private static Set<DecodeNote> notes(byte[] encoded) {
    return ((DecodedImage) decode(encoded, SixteenBit.SCALE, Animated.FIRST)).notes();
  }

  private static Decoded decode(byte[] encoded, SixteenBit sixteenBit, Animated animated) {
    return ImageCodecs.of(
            new DecodeOptions(
                Codec.NATIVE,
                Orientation.IGNORE,
                Truncated.REJECT,
                sixteenBit,
                animated,
                DecodeLimits.DEFAULT))
        .decode(encoded);
  }
}
