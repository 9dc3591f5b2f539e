package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Samples;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodec.Subsampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A part of a JPEG is what the whole image has there. */
class JpegPartTest {

  private static final Path FILES = Path.of("src/test/resources/codec/images");

  private final Random random = new Random(20261129);
  private final ImageCodec codec = Samples.strict(Codec.JDK);

  static List<Path> jpegs() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("jpegs")
  void partsOfEachKindOfFile(Path file) throws IOException {
    requireEqualParts(Files.readAllBytes(file), 12);
  }

  @ParameterizedTest
  @MethodSource("subsamplings")
  void partsOfManyUnits(Subsampling subsampling) {
    byte[] noise = new byte[171 * 203 * 3];
    random.nextBytes(noise);
    Encoding encoding = new Encoding(Format.JPEG, 90, subsampling);
    requireEqualParts(codec.encode(Image.of(171, 203, 3, noise), encoding), 200);
  }

  static Subsampling[] subsamplings() {
    return Subsampling.values();
  }

  /** What is passed over must leave the same bits and the same predictions behind. */
  @ParameterizedTest
  @MethodSource("jpegs")
  void partsOfDamagedFiles(Path file) throws IOException {
    byte[] encoded = Files.readAllBytes(file);
    for (int damage = 0; damage < 40; damage++) {
      byte[] damaged = encoded.clone();
      int at = damaged.length / 2 + random.nextInt(damaged.length / 2 - 2);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      requireEqualParts(damaged, 3);
    }
  }

  private void requireEqualParts(byte[] encoded, int boxes) {
    Decoded decoded = codec.decode(encoded);
    if (!(decoded instanceof DecodedImage whole)) {
      assertThat(codec.decode(encoded, size -> new Box(0, 0, 1, 1))).isEqualTo(decoded);
      return;
    }
    for (int i = 0; i < boxes; i++) {
      Box box = box(whole.image().size());
      DecodedImage part = (DecodedImage) codec.decode(encoded, size -> box);
      assertThat(part)
          .as("%s", box)
          .isEqualTo(new DecodedImage(whole.image().crop(box), whole.size(), box, whole.notes()));
    }
  }

  private Box box(Size size) {
    int top = random.nextInt(size.height());
    int left = random.nextInt(size.width());
    int height = 1 + random.nextInt(size.height() - top);
    int width = 1 + random.nextInt(size.width() - left);
    return new Box(top, left, height, width);
  }

  /** A verdict that depended on the crop would differ from epoch to epoch. */
  @Test
  void damageOutsideOfThePartIsFoundAsWell() {
    byte[] encoded = Samples.file("images/c_37x53_2x2_r1.jpg");
    for (int length = encoded.length - 1; length > encoded.length / 2; length--) {
      byte[] cut = Arrays.copyOf(encoded, length);
      cut[length - 2] = (byte) 0xFF;
      cut[length - 1] = (byte) 0xD9;
      Decoded whole = codec.decode(cut);
      Decoded part = codec.decode(cut, size -> new Box(0, 0, 2, 2));
      assertThat(part.getClass()).as("%d bytes", length).isEqualTo(whole.getClass());
      if (whole instanceof Decoded.Rejected) {
        assertThat(part).isEqualTo(whole);
      }
    }
  }

  @Test
  void turnedImagesAreDecodedWhole() {
    byte[] encoded = Samples.file(Samples.JPEG);
    byte[] turned = new byte[encoded.length + 36];
    byte[] exif =
        Samples.bytes(
            0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12,
            0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0);
    System.arraycopy(encoded, 0, turned, 0, 2);
    System.arraycopy(exif, 0, turned, 2, 36);
    System.arraycopy(encoded, 2, turned, 38, encoded.length - 2);
    ImageCodec upright = Samples.codec(Codec.JDK, Orientation.APPLY, Truncated.REJECT);
    assertThat(upright.decode(turned)).isNotEqualTo(codec.decode(turned));
    assertThat(upright.decode(turned, size -> new Box(0, 0, 1, 1)))
        .isEqualTo(upright.decode(turned));
  }
}
