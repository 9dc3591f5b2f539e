package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.image.Image;
import dev.emulsion.image.Samples;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.Decoded.Reason;
import dev.emulsion.image.codec.Decoded.Rejected;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every refusal has a reason and a sentence, the same from both codecs. */
class RejectingCodecTest {

  @Test
  void nothingIsEmpty() {
    assertRejected(new byte[0], Reason.EMPTY, "the file is empty or missing");
  }

  @Test
  void textIsNoImage() {
    assertRejected(
        "hello".getBytes(StandardCharsets.US_ASCII),
        Reason.UNSUPPORTED_FORMAT,
        "the file is not a known image format (it begins with 68 65 6c 6c);"
            + " JPEG, PNG, WebP, BMP, GIF, PBM, PGM, PPM and TIFF are read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "animated.gif | the file is an animated GIF;",
        "animated.webp | the file is an animated WebP;",
        "animated.png | the file is an animated PNG;"
      })
  void animationsNameTheKeyThatReadsThem(String file, String start) {
    String message = start + " set decode.animated to first to read its first frame";
    assertRejected(Samples.file("others/" + file), Reason.UNSUPPORTED_FORMAT, message);
  }

  @Test
  void longFilesAreNotLookedInto() {
    DecodeLimits limits = new DecodeLimits(1000, 100, 10_000);
    byte[] encoded = Samples.file(Samples.JPEG);
    assertThat(limited(limits, encoded))
        .isEqualTo(
            new Rejected(
                Reason.TOO_LARGE,
                "file has "
                    + encoded.length
                    + " bytes, over the limit of 1000; raise decode.max-bytes to read it"));
  }

  @Test
  void limitsAreInclusive() {
    byte[] encoded = Samples.file(Samples.JPEG);
    assertThat(limited(new DecodeLimits(encoded.length, 53, 37 * 53), encoded))
        .isInstanceOf(DecodedImage.class);
    assertThat(limited(new DecodeLimits(encoded.length, 52, 37 * 53), encoded))
        .isEqualTo(
            new Rejected(
                Reason.TOO_LARGE,
                "JPEG is 37×53, over the limit of 52 per side; raise decode.max-side to read it"));
    assertThat(limited(new DecodeLimits(encoded.length, 53, 37 * 53 - 1), encoded))
        .isEqualTo(
            new Rejected(
                Reason.TOO_LARGE,
                "JPEG is 37×53, over the limit of 1960 pixels; raise decode.max-pixels to read"
                    + " it"));
  }

  @Test
  void absurdSizesAreRejectedByTheHeaderAlone() {
    byte[] jpeg = Samples.file(Samples.JPEG);
    int frame = indexOf(jpeg, 0xFF, 0xC0);
    put(jpeg, frame + 5, 0xFF, 0xFF, 0xFF, 0xFF);
    assertRejected(
        jpeg,
        Reason.TOO_LARGE,
        "JPEG is 65535×65535, over the limit of 16384 per side; raise decode.max-side to read it");
    assertThat(Samples.strict(Codec.JDK).decode(Arrays.copyOf(jpeg, frame + 19)))
        .hasFieldOrPropertyWithValue("reason", Reason.TOO_LARGE);

    byte[] png = Samples.file(Samples.PNG);
    put(png, 16, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF);
    assertRejected(
        png,
        Reason.TOO_LARGE,
        "PNG is 2147483647×2147483647, over the limit of 16384 per side;"
            + " raise decode.max-side to read it");
  }

  @Test
  void evenARecipeCannotAllowMoreThanAnArrayHolds() {
    byte[] png = Samples.file(Samples.PNG);
    put(png, 16, 0, 1, 0, 0, 0, 1, 0, 0); // 65536×65536
    assertThat(limited(new DecodeLimits(1 << 20, 1_000_000, (Integer.MAX_VALUE - 8) / 3), png))
        .hasFieldOrPropertyWithValue("reason", Reason.TOO_LARGE);
  }

  @Test
  void scansTimesPixelsAreLimited() {
    byte[] encoded = Samples.file("images/j_37x53_2_50_1.jpg"); // 10 scans, 19,610 pixels in all
    assertThat(limited(new DecodeLimits(encoded.length, 53, 1961), encoded))
        .isInstanceOf(DecodedImage.class);
    byte[] oneMore = withScanTwice(encoded);
    assertThat(limited(new DecodeLimits(oneMore.length, 53, 1961), oneMore))
        .isEqualTo(
            new Rejected(
                Reason.TOO_LARGE,
                "JPEG is 37×53 in more than 10 scans, over the limit of 19610 pixels in all scans;"
                    + " raise decode.max-pixels to read it"));
    assertThat(limited(new DecodeLimits(oneMore.length, 53, 2158), oneMore))
        .isInstanceOf(DecodedImage.class);
  }

  /** The file with its last scan once more. */
  private static byte[] withScanTwice(byte[] encoded) {
    int last = 0;
    for (int i = 0; i < encoded.length - 1; i++) {
      last = encoded[i] == (byte) 0xFF && encoded[i + 1] == (byte) 0xDA ? i : last;
    }
    int end = encoded.length - 2;
    byte[] twice = Arrays.copyOf(encoded, end + (end - last) + 2);
    System.arraycopy(encoded, last, twice, end, encoded.length - last);
    return twice;
  }

  @Test
  void truncatedFilesSayWhereTheyEnd() {
    assertRejected(
        Arrays.copyOf(Samples.file(Samples.JPEG), 2000),
        Reason.TRUNCATED,
        "JPEG ends after 2000 bytes");
    assertRejected(
        Arrays.copyOf(Samples.file(Samples.PNG), 100),
        Reason.TRUNCATED,
        "PNG ends after 100 bytes");
    byte[] webp = Samples.file("images/w_37x53_lossy.webp");
    assertRejected(
        Arrays.copyOf(webp, 400),
        Reason.TRUNCATED,
        "WebP ends after 400 bytes; its header announces " + webp.length);
  }

  @Test
  void aScanThatEndsEarlyIsRejectedThoughAnEndMarkerFollows() {
    byte[] half = Arrays.copyOf(Samples.file(Samples.JPEG), 2000);
    put(half, 1998, 0xFF, 0xD9);
    for (Codec codec : Samples.CODECS) {
      assertThat(Samples.strict(codec).decode(half))
          .as(codec.name())
          .hasFieldOrPropertyWithValue("reason", Reason.CORRUPT);
    }
  }

  @Test
  void aComponentWithoutAScanIsAnEarlyEnd() {
    byte[] jpeg = Samples.file("images/c_37x53_noninter.jpg"); // one scan for each component
    int second = indexOf(jpeg, indexOf(jpeg, 0, 0xFF, 0xDA) + 2, 0xFF, 0xDA);
    byte[] first = Arrays.copyOf(jpeg, second + 2);
    put(first, second, 0xFF, 0xD9);
    assertRejected(first, Reason.TRUNCATED, "JPEG ends before each of its components has a scan");
  }

  @Test
  void restartMarkersMustBeInOrder() {
    byte[] jpeg = Samples.file("images/c_37x53_2x2_r1.jpg");
    int restart = indexOf(jpeg, 0, 0xFF, 0xD0);
    put(jpeg, restart, 0xFF, 0xD5);
    assertRejected(
        jpeg, Reason.CORRUPT, "JPEG has a restart marker out of order at byte " + restart);
  }

  @Test
  void strayBytesBetweenSegmentsAreCorrupt() {
    byte[] jpeg = Samples.file(Samples.JPEG);
    int table = indexOf(jpeg, 0, 0xFF, 0xC4);
    byte[] stray = new byte[jpeg.length + 1];
    System.arraycopy(jpeg, 0, stray, 0, table);
    System.arraycopy(jpeg, table, stray, table + 1, jpeg.length - table);
    assertRejected(
        stray, Reason.CORRUPT, "JPEG has stray bytes before the marker after byte " + table);
  }

  @Test
  void jpegKindsThatAreNotReadAreNamed() {
    byte[] deep = Samples.file(Samples.JPEG);
    put(deep, indexOf(deep, 0, 0xFF, 0xC0) + 4, 12);
    assertRejected(
        deep, Reason.UNSUPPORTED_FORMAT, "JPEG has 12 bits per sample; only 8 are supported");
    for (int kind : new int[] {3, 5, 9, 10, 11, 15}) {
      byte[] other = Samples.file(Samples.JPEG);
      put(other, indexOf(other, 0, 0xFF, 0xC0), 0xFF, 0xC0 + kind);
      assertRejected(
          other,
          Reason.UNSUPPORTED_FORMAT,
          "JPEG is lossless, hierarchical or arithmetic-coded (SOF"
              + kind
              + "); only baseline, extended and progressive Huffman coding is supported");
    }
  }

  @Test
  void aPngWithADamagedByteHasAWrongChecksum() {
    byte[] png = Samples.file(Samples.PNG);
    png[png.length - 30] ^= 1;
    assertRejected(png, Reason.CORRUPT, "PNG has a wrong checksum in its chunk IDAT");
  }

  @Test
  void aSmallPngCannotClaimALargeImage() {
    byte[] png = Samples.file(Samples.PNG);
    put(png, 16, 0, 0, 0x1F, 0x40, 0, 0, 0x1F, 0x40); // 8000×8000, 192 MB
    fixChecksum(png, 12, 17);
    assertRejected(
        png,
        Reason.TRUNCATED,
        "PNG has too few data (" + (png.length - 57 - 18) + " bytes) for its size");
  }

  @Test
  void theJdkCodecPointsToTheNativeOneForWebp() {
    ImageCodec jdk = Samples.strict(Codec.JDK);
    assertThat(jdk.decode(Samples.file("images/w_37x53_ll.webp")))
        .isEqualTo(
            new Rejected(
                Reason.UNSUPPORTED_FORMAT,
                "WebP needs the native codec; set decode.codec to native or auto where OpenCV"
                    + " loads, or convert the file",
                "WebP without the native codec"));
    assertThatThrownBy(() -> jdk.encode(Samples.gradient(2, 2, 3), new Encoding(Format.WEBP, 80)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "the JDK codec writes no WebP; set decode.codec to native where OpenCV loads, or"
                + " output.encoding to png or jpeg");
  }

  @Test
  void toleratedTruncationKeepsWhatIsThere() {
    byte[] png = Samples.file(Samples.PNG);
    byte[] cut = Arrays.copyOf(png, png.length - 200);
    Image whole = image(Samples.strict(Codec.JDK).decode(png));
    for (Codec codec : Samples.CODECS) {
      ImageCodec tolerant = Samples.codec(codec, Orientation.IGNORE, Truncated.ALLOW);
      Image part = image(tolerant.decode(cut));
      assertThat(part.value(0, 5, 1)).isEqualTo(whole.value(0, 5, 1));
      assertThat(part.value(10, 12, 0)).isZero();
      assertThat(tolerant.decode(Arrays.copyOf(Samples.file(Samples.JPEG), 2000)))
          .isInstanceOf(DecodedImage.class);
      assertThat(tolerant.decode(new byte[0])).isInstanceOf(Rejected.class);
    }
  }

  private static Image image(Decoded decoded) {
    assertThat(decoded).isInstanceOf(DecodedImage.class);
    return ((DecodedImage) decoded).image();
  }

  private static Decoded limited(DecodeLimits limits, byte[] encoded) {
    return ImageCodecs.of(
            new DecodeOptions(Codec.JDK, Orientation.IGNORE, Truncated.REJECT, limits))
        .decode(encoded);
  }

  private static void assertRejected(byte[] encoded, Reason reason, String message) {
    for (Codec codec : Samples.CODECS) {
      assertThat(Samples.strict(codec).decode(encoded))
          .as(codec.name())
          .isInstanceOfSatisfying(
              Rejected.class,
              rejected -> {
                assertThat(rejected.message()).isEqualTo(message);
                assertThat(rejected.reason()).isEqualTo(reason);
              });
    }
  }

  private static int indexOf(byte[] bytes, int first, int second) {
    return indexOf(bytes, 0, first, second);
  }

  private static int indexOf(byte[] bytes, int from, int first, int second) {
    for (int i = from; i < bytes.length - 1; i++) {
      if (bytes[i] == (byte) first && bytes[i + 1] == (byte) second) {
        return i;
      }
    }
    throw new IllegalArgumentException("not there");
  }

  private static void put(byte[] bytes, int at, int... values) {
    System.arraycopy(Samples.bytes(values), 0, bytes, at, values.length);
  }

  private static void fixChecksum(byte[] png, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(png, from, length);
    long value = crc.getValue();
    int at = from + length;
    put(png, at, (int) (value >> 24), (int) (value >> 16), (int) (value >> 8), (int) value);
  }
}
