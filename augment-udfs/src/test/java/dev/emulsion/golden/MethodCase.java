package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.image.Image;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;

/**
 * One case of a family about a mixing method or what it needs: manifests of {@code format_version}
 * 1, whose files state their kind ({@code u8png}, {@code f32le}, ...) and shape.
 *
 * @param directory where the manifest is; files are named relative to it
 */
record MethodCase(Path directory, JsonNode json) {

  /** The cases of one family, in the order of its manifest. */
  static Stream<MethodCase> of(String family) {
    Path directory = GoldenCase.root().resolve(family);
    if (!Files.exists(directory)) {
      return Stream.of(); // another directory of cases may hold other families only
    }
    try {
      JsonNode manifest = new ObjectMapper().readTree(directory.resolve("manifest.json").toFile());
      return StreamSupport.stream(manifest.path("cases").spliterator(), false)
          .map(node -> new MethodCase(directory, node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String id() {
    return json.path("id").asText();
  }

  Image image(String key) {
    return image(json.path(key));
  }

  /** The lossless picture that {@code node} names, checked against the digest it states. */
  Image image(JsonNode node) {
    try {
      Raster raster = ImageIO.read(path(node).toFile()).getRaster();
      int bands = node.path("shape").path(2).asInt(1);
      byte[] samples = new byte[raster.getWidth() * raster.getHeight() * bands];
      for (int i = 0; i < samples.length; i++) {
        int pixel = i / bands;
        int row = pixel / raster.getWidth();
        samples[i] = (byte) raster.getSample(pixel % raster.getWidth(), row, i % bands);
      }
      assertThat(GoldenCase.sha256(samples))
          .as("digest of %s", node)
          .isEqualTo(node.path("sha256_raw").asText());
      return Image.of(raster.getHeight(), raster.getWidth(), bands, samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The float32 array that {@code node} names. */
  float[] floats(JsonNode node) {
    var buffer = buffer(node).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  /** The float64 array that {@code node} names. */
  double[] doubles(JsonNode node) {
    var buffer = buffer(node).asDoubleBuffer();
    double[] values = new double[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private ByteBuffer buffer(JsonNode node) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(path(node))).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path path(JsonNode node) {
    return directory.resolve(node.path("file").asText());
  }
}
