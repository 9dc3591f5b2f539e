package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Logits and attention of a small ViT equal those that PyTorch gave, through both engines. */
class GoldenVitTest {

  private static final float LOGITS = 1e-4f;
  private static final float ATTENTION = 1e-5f;

  @TestFactory
  Stream<DynamicTest> everyImageThroughOnnxRuntime() {
    return tests("onnxruntime", Models.file("attention/tiny_vit.onnx"));
  }

  @TestFactory
  Stream<DynamicTest> everyImageThroughPyTorch() {
    return tests("pytorch", Models.file("golden/vit/tiny_vit.pt"));
  }

  private static Stream<DynamicTest> tests(String engine, Path model) {
    return MethodCase.of("vit")
        .map(
            golden ->
                DynamicTest.dynamicTest(engine + " " + golden.id(), () -> check(golden, model)));
  }

  private static void check(MethodCase golden, Path file) {
    JsonNode expected = golden.json().path("expected");
    try (AttentionModel model = AttentionModel.open(Models.tinyVit(file, 2), file, 0)) {
      AttentionResult attentionResult = model.compute(List.of(golden.image("input"))).get(0);
      assertClose(attentionResult.logits().orElseThrow(), expected.path("logits"), LOGITS);
      assertThat(attentionResult.attention().rows()).isEqualTo(4);
      assertThat(attentionResult.attention().columns()).isEqualTo(4);
      assertClose(attentionResult.attention().weights(), expected.path("attn"), ATTENTION);
      assertThat(attentionResult.attention().sum())
          .isCloseTo(expected.path("attn_sum").asDouble(), within(16.0 * ATTENTION));
    }
  }

  private static void assertClose(float[] found, JsonNode expected, float tolerance) {
    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo((float) expected.get(i).asDouble(), within(tolerance));
    }
  }
}
