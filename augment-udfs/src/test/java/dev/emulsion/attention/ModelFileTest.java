package dev.emulsion.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.Printable;
import dev.emulsion.attention.ModelSpec.Engine;
import dev.emulsion.attention.ModelSpec.Hardware;
import dev.emulsion.attention.ModelSpec.Outputs;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model of two files: {@code apart.onnx} is {@code tokens.onnx} with its weights in the other.
 */
class ModelFileTest {

  /** {@code sha256sum apart.onnx apart.weights | sha256sum}. */
  private static final String BOTH =
      "36ac4332a6f75ecdf8f86de2bd1ad9a5e26224c1d28ca0cbf71788e5972bb8c7";

  @TempDir private Path folder;
  private Path model;
  private Path weights;

  @BeforeEach
  void copyModel() throws IOException {
    model = Files.copy(Models.file("attention/apart.onnx"), folder.resolve("apart.onnx"));
    weights = Files.copy(Models.file("attention/apart.weights"), folder.resolve("apart.weights"));
  }

  @Test
  void theHashOfSeveralFilesIsThatOfTheirLines() {
    assertThat(ModelFile.sha256(spec(BOTH), model)).isEqualTo(BOTH);
    Path single = Models.file("attention/tokens.onnx");
    assertThat(ModelFile.sha256(spec(BOTH), single)).isEqualTo(ModelFile.sha256(single));
  }

  @Test
  void aModelOfTwoFilesAnswersLikeThatOfOne() {
    Path single = Models.file("attention/tokens.onnx");
    assertThat(ask(spec(BOTH), model).logits().orElseThrow())
        .containsExactly(ask(spec(ModelFile.sha256(single)), single).logits().orElseThrow());
  }

  @Test
  void otherWeightsAreAnotherModel() throws IOException {
    byte[] swapped = Files.readAllBytes(weights);
    ByteBuffer.wrap(swapped).order(ByteOrder.LITTLE_ENDIAN).putFloat(swapped.length - 4, 8);
    Files.write(weights, swapped);
    String found = ModelFile.sha256(spec(BOTH), model);
    assertThat(found).isNotEqualTo(BOTH);
    assertThatThrownBy(() -> ask(spec(BOTH), model))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "the model %s, which consists of apart.onnx, apart.weights, must have the sha256 %s,"
                + " was %s; use the files that the recipe was made for, or set sha256 to that of"
                + " these files, which is that of all their hashes: (cd %s && sha256sum apart.onnx"
                + " apart.weights) | sha256sum",
            model, BOTH, found, folder);
  }

  @Test
  void missingWeightsAreNamed() throws IOException {
    Files.delete(weights);
    assertThatThrownBy(() -> ask(spec(BOTH), model))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "the model %s keeps weights in apart.weights, which does not exist next to it; copy"
                + " both files",
            model);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/weights",
        "../xx.weights",
        "a/../weights",
        "a\\weights.x",
        "a\u0007weight.xx"
      })
  void weightsOutsideTheFolderAreRejected(String location) throws IOException {
    // of the same length, so that the lengths within the file stay right
    String renamed = (location + "x".repeat(13)).substring(0, "apart.weights".length());
    String text = Files.readString(model, StandardCharsets.ISO_8859_1);
    Files.writeString(model, text.replace("apart.weights", renamed), StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ask(spec(BOTH), model))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "the model apart.onnx must keep its weights in files of its own folder, was the"
                + " location '%s'; export it again with the weights in one file next to it",
            Printable.line(renamed));
  }

  private static ModelSpec spec(String sha256) {
    return new ModelSpec(
        "apart.onnx",
        sha256,
        Engine.AUTO,
        Size.square(8),
        List.of(0.0, 0.0, 0.0),
        List.of(1.0, 1.0, 1.0),
        new Outputs("classes", "heat"),
        1,
        1,
        1,
        Hardware.CPU,
        false);
  }

  private static AttentionResult ask(ModelSpec spec, Path file) {
    try (AttentionModel model = AttentionModel.open(spec, file, 0)) {
      return model.compute(List.of(Image.of(8, 8, 3, new byte[8 * 8 * 3]))).get(0);
    }
  }
}
