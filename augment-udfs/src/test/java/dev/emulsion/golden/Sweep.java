package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Cases of many sub-cases: a generated input, and the first 16 digits of each answer's digest. */
final class Sweep {

  private Sweep() {}

  /** Bytes of the linear congruential generator that the manifest states. */
  static Image input(GoldenCase golden, int height, int width) {
    assertThat(golden.params().path("input").asText()).isEqualTo("lcg");
    int channels = golden.params().path("bands").asInt();
    byte[] samples = new byte[height * width * channels];
    long x = golden.params().path("seed").asLong();
    for (int i = 0; i < samples.length; i++) {
      x = (1103515245L * x + 12345) % (1L << 31);
      samples[i] = (byte) (x >> 16);
    }
    return Image.of(height, width, channels, samples);
  }

  /**
   * The generated input of the {@code height} and {@code width} that the case states, or all
   * colors.
   */
  static Image input(GoldenCase golden) {
    JsonNode params = golden.params();
    if (params.path("input").asText().equals("cube")) {
      return cube();
    }
    return input(golden, params.path("height").asInt(), params.path("width").asInt());
  }

  /** All 2^24 colors in order. */
  private static Image cube() {
    byte[] samples = new byte[3 << 24];
    for (int color = 0; color < 1 << 24; color++) {
      samples[3 * color] = (byte) (color >> 16);
      samples[3 * color + 1] = (byte) (color >> 8);
      samples[3 * color + 2] = (byte) color;
    }
    return Image.of(1 << 12, 1 << 12, 3, samples);
  }

  /** Compares what {@code operation} answers to each number listed under {@code parameter}. */
  static void over(String parameter, GoldenCase golden, DoubleFunction<Image> operation) {
    List<Image> outputs = new ArrayList<>();
    golden.params().path(parameter).forEach(n -> outputs.add(operation.apply(n.asDouble())));
    matches(golden, outputs);
  }

  static void matches(GoldenCase golden, List<Image> outputs) {
    List<String> expected = new ArrayList<>();
    golden.expected().path("digests").forEach(digest -> expected.add(digest.asText()));
    assertThat(expected).isNotEmpty();
    assertThat(outputs)
        .extracting(output -> GoldenCase.sha256(output.samples()).substring(0, 16))
        .isEqualTo(expected);
  }
}
