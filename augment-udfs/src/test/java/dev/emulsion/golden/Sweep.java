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
    int bands = golden.params().path("bands").asInt();
    byte[] samples = new byte[height * width * bands];
    long x = golden.params().path("seed").asLong();
    for (int i = 0; i < samples.length; i++) {
      x = (1103515245L * x + 12345) % (1L << 31);
      samples[i] = (byte) (x >> 16);
    }
    return Image.of(height, width, bands, samples);
  }

  /**
   * The generated input of the {@code height} and {@code width} that the case states, or all
   * colours.
   */
  static Image input(GoldenCase golden) {
    JsonNode params = golden.params();
    if (params.path("input").asText().equals("cube")) {
      return cube();
    }
    return input(golden, params.path("height").asInt(), params.path("width").asInt());
  }

  /** All 2^24 colours in order. */
  private static Image cube() {
    byte[] samples = new byte[3 << 24];
    for (int colour = 0; colour < 1 << 24; colour++) {
      samples[3 * colour] = (byte) (colour >> 16);
      samples[3 * colour + 1] = (byte) (colour >> 8);
      samples[3 * colour + 2] = (byte) colour;
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
