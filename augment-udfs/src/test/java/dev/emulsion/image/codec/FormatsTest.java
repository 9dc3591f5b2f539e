package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.Samples;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.Decoded.Reason;
import dev.emulsion.image.codec.Decoded.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * One small file for each variant of each format: read as by Pillow 13.0.0, or rejected by its
 * kind. The table of docs/codecs.md says the same.
 */
class FormatsTest {

  private static final Path PAGE = Path.of("..", "docs", "codecs.md");

  /**
   * A line of {@code variants.tsv}.
   *
   * @param pillow height, width and SHA-256 of the pixels as tab-separated text; blank if Pillow
   *     does not read the file
   */
  private record Variant(String file, String name, String pillow) {

    static Variant of(String line) {
      String[] fields = line.split("\t", 3);
      return new Variant(fields[0], fields[1], fields[2]);
    }

    Decoded decode(Codec codec) {
      return Samples.likePillow(codec).decode(Samples.file("formats/" + file));
    }
  }

  private static List<Variant> variants() {
    String lines = new String(Samples.file("formats/variants.tsv"), StandardCharsets.UTF_8);
    return lines.lines().map(Variant::of).toList();
  }

  @TestFactory
  Stream<DynamicTest> whatIsReadEqualsPillow() {
    return variants().stream()
        .flatMap(
            variant ->
                Samples.CODECS.stream()
                    .map(
                        codec ->
                            DynamicTest.dynamicTest(
                                variant.file() + " " + codec, () -> check(variant, codec))));
  }

  private static void check(Variant variant, Codec codec) {
    Decoded decoded = variant.decode(codec);
    if (decoded instanceof Rejected rejected) {
      assertThat(rejected.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
      assertThat(rejected.kind()).isNotEmpty();
    } else {
      assertThat(pixels(((DecodedImage) decoded).image())).isEqualTo(variant.pillow());
    }
  }

  private static String pixels(Image image) {
    return image.height() + "\t" + image.width() + "\t" + sha256(image.samples());
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theTableOfTheDocsIsWhatTheCodecsDo() throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    for (Variant variant : variants()) {
      String row =
          "| "
              + variant.name()
              + " | "
              + cell(variant.decode(Codec.NATIVE))
              + " | "
              + cell(variant.decode(Codec.JDK))
              + " |";
      assertThat(rows.merge(variant.name(), row, (first, again) -> again))
          .as("all files of a variant are treated alike")
          .isEqualTo(rows.get(variant.name()))
          .isEqualTo(row);
    }
    String table = String.join("\n", rows.values());
    assertThat(Files.readString(PAGE)).as("put this into %s:%n%s", PAGE, table).contains(table);
  }

  @Property(tries = 3000, seed = "20261129")
  void damageGetsAnAnswer(
      @ForAll @IntRange(max = 999) int file,
      @ForAll @IntRange(max = 300) int where,
      @ForAll byte value,
      @ForAll @IntRange(max = 3000) int length) {
    List<Variant> variants = variants();
    byte[] bytes = Samples.file("formats/" + variants.get(file % variants.size()).file());
    bytes[where % bytes.length] = value;
    bytes = Arrays.copyOf(bytes, Math.min(length, bytes.length));
    for (Truncated truncated : Truncated.values()) {
      ImageCodec codec = Samples.codec(Codec.JDK, Orientation.APPLY, truncated);
      assertThat(codec.decode(bytes)).isNotNull();
    }
  }

  private static String cell(Decoded decoded) {
    return decoded instanceof Rejected rejected ? "`" + rejected.kind() + "`" : "read";
  }
}
