package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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

  /** The families that have a test of their own. */
  static final Set<String> FAMILIES =
      Set.of(
          "saliency",
          "saliencymix",
          "tokenmix",
          "transmix",
          "mixpro",
          "diffusemix",
          "fractal",
          "vit");

  /** The cases of one family, in the order of its manifest. */
  static Stream<MethodCase> of(String prepared) {
    assertThat(FAMILIES).contains(prepared);
    Path directory = GoldenCase.root().resolve(prepared);
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

  JsonNode expected() {
    return json.path("expected");
  }

  /** Height and width, such as {@code [64, 64]}. */
  Size size(String key) {
    return new Size(json.path(key).get(0).asInt(), json.path(key).get(1).asInt());
  }

  /** The labels of {@code classes}, which has K, smoothing, and a class for either. */
  LabelPair labels(String base, String partner) {
    JsonNode classes = json.path("classes");
    return new LabelPair(
        new Label.Single(classes.path(base).asInt()),
        new Label.Single(classes.path(partner).asInt()),
        classes.path("num_classes").asInt(),
        classes.path("smoothing").asDouble());
  }

  static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).asDouble();
    }
    return numbers;
  }

  /** The attention {@code array} on a grid of {@code rows} rows. */
  static AttentionGrid attention(JsonNode array, int rows) {
    double[] numbers = numbers(array);
    float[] weights = new float[numbers.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) numbers[i];
    }
    return new AttentionGrid(rows, weights.length / rows, weights);
  }

  /** All attention on cell {@code cell}. */
  static AttentionGrid at(int cell, int rows, int columns) {
    float[] weights = new float[rows * columns];
    weights[cell] = 1;
    return new AttentionGrid(rows, columns, weights);
  }

  /** The label's weights are {@code array}. */
  static void assertWeights(SoftLabel label, JsonNode array, double tolerance) {
    float[] dense = label.dense();
    assertThat(dense).hasSize(array.size());
    for (int k = 0; k < dense.length; k++) {
      assertThat((double) dense[k])
          .as("class %d", k)
          .isCloseTo(array.get(k).asDouble(), within(tolerance));
    }
  }

  Image image(String key) {
    return image(json.path(key));
  }

  /** The lossless image that {@code node} names, checked against the digest it states. */
  Image image(JsonNode node) {
    try {
      Raster raster = ImageIO.read(path(node).toFile()).getRaster();
      int channels = node.path("shape").path(2).asInt(1);
      byte[] samples = new byte[raster.getWidth() * raster.getHeight() * channels];
      for (int i = 0; i < samples.length; i++) {
        int pixel = i / channels;
        int row = pixel / raster.getWidth();
        samples[i] = (byte) raster.getSample(pixel % raster.getWidth(), row, i % channels);
      }
      assertThat(GoldenCase.sha256(samples))
          .as("digest of %s", node)
          .isEqualTo(node.path("sha256_raw").asText());
      return Image.of(raster.getHeight(), raster.getWidth(), channels, samples);
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

  /** The int32 array that {@code node} names. */
  int[] integers(JsonNode node) {
    var buffer = buffer(node).asIntBuffer();
    int[] values = new int[buffer.remaining()];
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
