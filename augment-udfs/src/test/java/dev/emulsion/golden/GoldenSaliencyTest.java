package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.image.Image;
import dev.emulsion.saliency.Channels;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.FineGrained.Overflow;
import dev.emulsion.saliency.SaliencyMap;
import dev.emulsion.saliency.SpectralResidual;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Saliency maps equal those of OpenCV contrib. */
class GoldenSaliencyTest {

  @TestFactory
  Stream<DynamicTest> everyMap() {
    return MethodCase.of("saliency")
        // what the official training code computes from floats is recorded as a warning only
        .filter(golden -> !golden.json().path("informational").asBoolean())
        .map(golden -> DynamicTest.dynamicTest(golden.id(), () -> check(golden)));
  }

  private static void check(MethodCase golden) {
    Image image = golden.image("input");
    Channels channels = Channels.valueOf(golden.json().path("channel_order").asText());
    JsonNode expected = golden.json().path("expected");
    SaliencyMap map;
    if (golden.json().path("method").asText().equals("fine_grained")) {
      FineGrained saliency = new FineGrained(channels, Overflow.WRAP);
      byte[] levels = saliency.levels(image);
      byte[] answer = golden.image(expected.path("map")).samples();
      if (golden.json().path("exact").asBoolean()) {
        assertThat(levels).isEqualTo(answer);
      } else {
        for (int i = 0; i < levels.length; i++) {
          assertThat(levels[i] & 0xFF).isCloseTo(answer[i] & 0xFF, within(1));
        }
      }
      map = saliency.of(image);
      assertThat(map.values()[0]).isEqualTo((levels[0] & 0xFF) * (1f / 255f));
    } else {
      map = new SpectralResidual(channels).of(image);
      float tolerance = (float) golden.json().path("tolerance").asDouble();
      int step = expected.has("map_every_4th") ? 4 : 1;
      JsonNode answer = expected.path(step == 4 ? "map_every_4th" : "map");
      float[] values = golden.floats(answer);
      int columns = answer.path("shape").get(1).asInt();
      for (int i = 0; i < values.length; i++) {
        int at = i / columns * step * image.width() + i % columns * step;
        assertThat(map.values()[at]).isCloseTo(values[i], within(tolerance));
      }
    }
    if (golden.json().path("exact").asBoolean(true)) {
      SaliencyMap.Point peak = map.peak(image.size());
      assertThat(new int[] {peak.row(), peak.column()})
          .containsExactly(
              expected.path("peak").get(0).asInt(), expected.path("peak").get(1).asInt());
    }
  }
}
