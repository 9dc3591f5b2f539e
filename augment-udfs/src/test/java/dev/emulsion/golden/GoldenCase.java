package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.image.Image;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * One case of a golden family: what a reference implementation was asked and what it answered.
 *
 * <p>Families are the directories of {@code -Dgolden.dir} (default: the copies in the test
 * resources) that hold a {@code manifest.json} of format {@code golden-1}.
 *
 * @param directory where the manifest is; files are named relative to it
 */
record GoldenCase(String prepared, Path directory, JsonNode json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The directory that holds the families. */
  static Path root() {
    String given = System.getProperty("golden.dir", "");
    if (!given.isBlank()) {
      return Path.of(given);
    }
    try {
      return Path.of(GoldenCase.class.getResource("/golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All families under {@link #root}, by name. */
  static List<String> families() {
    return manifests(manifest -> "golden-1".equals(manifest.path("format").asText()));
  }

  /** The directories under {@link #root} whose manifest is of another format. */
  static List<String> otherFamilies() {
    return manifests(manifest -> !"golden-1".equals(manifest.path("format").asText()));
  }

  private static List<String> manifests(Predicate<JsonNode> wanted) {
    try (Stream<Path> directories = Files.list(root())) {
      return directories
          .filter(directory -> Files.exists(directory.resolve("manifest.json")))
          .filter(directory -> wanted.test(manifest(directory)))
          .map(directory -> directory.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of one family, in the order of its manifest. */
  static List<GoldenCase> of(String prepared) {
    Path directory = root().resolve(prepared);
    List<GoldenCase> cases = new ArrayList<>();
    manifest(directory)
        .path("cases")
        .forEach(n -> cases.add(new GoldenCase(prepared, directory, n)));
    return cases;
  }

  private static JsonNode manifest(Path directory) {
    try {
      return JSON.readTree(directory.resolve("manifest.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String id() {
    return json.path("id").asText();
  }

  String op() {
    return json.path("op").asText();
  }

  JsonNode params() {
    return json.path("params");
  }

  JsonNode expected() {
    return json.path("expected");
  }

  /** The file that {@code node} names, whole. */
  byte[] bytes(JsonNode node) {
    try {
      return Files.readAllBytes(directory.resolve(node.path("file").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lossless image that {@code node} names, checked against the digest it states. */
  Image image(JsonNode node) {
    try {
      Raster raster =
          ImageIO.read(directory.resolve(node.path("file").asText()).toFile()).getRaster();
      // One letter a channel. ImageIO adds alpha where a transparent color is named.
      int channels = node.path("mode").asText().length();
      int pixels = raster.getWidth() * raster.getHeight();
      byte[] samples = new byte[pixels * channels];
      for (int i = 0; i < samples.length; i++) {
        int pixel = i / channels;
        int column = pixel % raster.getWidth();
        samples[i] = (byte) raster.getSample(column, pixel / raster.getWidth(), i % channels);
      }
      assertThat(sha256(samples)).as("digest of %s", node).isEqualTo(node.path("sha256").asText());
      return Image.of(raster.getHeight(), raster.getWidth(), channels, samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Image input() {
    return image(json.path("input"));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return prepared + "/" + id();
  }
}
