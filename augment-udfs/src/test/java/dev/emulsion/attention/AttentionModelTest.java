package dev.emulsion.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.ModelSpec.Engine;
import dev.emulsion.attention.ModelSpec.Hardware;
import dev.emulsion.attention.ModelSpec.Outputs;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionModelTest {

  private static final Path TOKENS = Models.file("attention/tokens.onnx");
  private static final Path ROOT = Models.file("attention/root.onnx");

  @Test
  void mapsAreReadRowByRowWithoutTheSpecialTokens() {
    // the pool gives each 2×2 cell the mean of its samples over 255; only one cell is lit
    byte[] samples = new byte[8 * 8 * 3];
    for (int row = 2; row < 4; row++) {
      for (int column = 6; column < 8; column++) {
        for (int channel = 0; channel < 3; channel++) {
          samples[(row * 8 + column) * 3 + channel] = (byte) 51;
        }
      }
    }
    AttentionResult attentionResult =
        ask(Models.pool(TOKENS, "classes", "heat", 1, 3), image(samples));

    float[] expected = new float[16];
    expected[1 * 4 + 3] = 0.2f;
    assertThat(attentionResult.attention().weights()).containsExactly(expected, within(1e-7f));
    assertThat(attentionResult.logits().orElseThrow())
        .containsExactly(new float[] {0.0125f, 7}, within(1e-6f));
  }

  @Test
  void channelsAreRedGreenBlueAndEachIsNormalized() {
    // mean over channels of ((51 - 0)/1, (102/255 - 0.1)/0.5, (153/255 - 0.2)/2)
    byte[] samples = new byte[8 * 8 * 3];
    for (int i = 0; i < samples.length; i += 3) {
      samples[i] = 51;
      samples[i + 1] = 102;
      samples[i + 2] = (byte) 153;
    }
    ModelSpec plain = Models.pool(TOKENS, "none", "heat", 1, 1);
    ModelSpec spec =
        new ModelSpec(
            plain.path(),
            plain.sha256(),
            plain.engine(),
            plain.inputSize(),
            List.of(0.0, 0.1, 0.2),
            List.of(1.0, 0.5, 2.0),
            plain.outputs(),
            1,
            1,
            1,
            Hardware.CPU,
            false);

    AttentionResult attentionResult = ask(spec, image(samples));
    assertThat(attentionResult.attention().weight(2, 2))
        .isCloseTo((0.2f + 0.6f + 0.2f) / 3, within(1e-6f));
    assertThat(attentionResult.logits()).isEmpty();
  }

  @Test
  void aMapMayAlsoComeAsRowsAndColumns() {
    Path grid = Models.file("attention/grid.onnx");
    try (AttentionModel model =
        AttentionModel.open(Models.pool(grid, "none", "0", 0, 2), grid, 0)) {
      assertThat(model.grid()).isEqualTo(new Grid(4, 4));
    }
    assertThatThrownBy(() -> open(Models.pool(grid, "none", "0", 1, 2), grid))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "special-tokens must be 0 if the attention of the model grid.onnx is a grid of shape"
                + " (2, 4, 4), was 1");
  }

  @Test
  void aImageOfAnotherSizeIsResizedWholeByTheBicubicFilter() {
    Image wide = noise(7, 30, 52);
    ModelSpec spec = Models.pool(TOKENS, "none", "heat", 1, 1);
    assertThat(ask(spec, wide).attention())
        .isEqualTo(ask(spec, wide.resize(Size.square(8), Filter.BICUBIC)).attention());
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention/tiny_vit.onnx", "golden/vit/tiny_vit.pt"})
  void anInsightIsAFunctionOfItsImageAlone(String name) {
    Path file = Models.file(name);
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      images.add(noise(i, 64, 64));
    }
    try (AttentionModel model = AttentionModel.open(Models.tinyVit(file, 8), file, 0)) {
      List<AttentionResult> together = model.compute(images);
      Collections.shuffle(images, new Random(1));
      List<AttentionResult> shuffled = model.compute(images);
      Collections.shuffle(together, new Random(1));
      for (int i = 0; i < images.size(); i++) {
        AttentionResult alone = model.compute(List.of(images.get(i))).get(0);
        assertThat(shuffled.get(i).attention()).isEqualTo(alone.attention());
        assertThat(together.get(i).attention()).isEqualTo(alone.attention());
        assertThat(shuffled.get(i).logits().orElseThrow())
            .containsExactly(alone.logits().orElseThrow());
      }
    }
  }

  @Test
  void noImagesNoInsights() {
    try (AttentionModel model = open(Models.pool(TOKENS, "classes", "heat", 1, 4), TOKENS)) {
      assertThat(model.compute(List.of())).isEmpty();
    }
  }

  @Test
  void threadsShareAModelAndTheLastOneDoesNotUnloadIt() throws Exception {
    ModelSpec spec = Models.tinyVit(Models.file("attention/tiny_vit.onnx"), 4);
    Path file = Models.file("attention/tiny_vit.onnx");
    Image image = noise(3, 64, 64);
    AttentionResult expected = ask(spec, image);
    try (AttentionModel first = open(spec, file)) {
      List<Thread> threads = new ArrayList<>();
      List<AttentionResult> found = Collections.synchronizedList(new ArrayList<>());
      for (int t = 0; t < 3; t++) {
        Thread thread = new Thread(() -> found.add(ask(spec, image)));
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(found).hasSize(3);
      found.forEach(one -> assertThat(one.attention()).isEqualTo(expected.attention()));
      // opening others closes models that nobody uses, and this one is used
      ask(Models.pool(TOKENS, "none", "heat", 1, 1), noise(1, 8, 8));
      assertThat(first.compute(List.of(image)).get(0).attention()).isEqualTo(expected.attention());
    }
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) {
    Path file = folder.resolve("vit.onnx");
    ModelSpec spec = Models.pool(TOKENS, "none", "heat", 1, 1);
    assertThatThrownBy(() -> open(spec, file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "the model file "
                + file
                + " does not exist here; on a cluster put it where every executor can read it, such"
                + " as HDFS or S3");
  }

  @Test
  void anotherFileThanThePinnedOneIsRejected(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("vit.onnx"), "another");
    ModelSpec spec = Models.pool(TOKENS, "none", "heat", 1, 1);
    // printf another | sha256sum
    String found = "ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5";
    assertThatThrownBy(() -> open(spec, file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "the model "
                + file
                + " must have the sha256 "
                + spec.sha256()
                + ", was "
                + found
                + "; use the file that the recipe was made for, or set sha256 to that of this"
                + " file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vit.onnx", "vit.pt"})
  void aFileThatIsNoModelIsReported(String name, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "no model");
    String engine = name.endsWith(".pt") ? "PyTorch" : "OnnxRuntime";
    assertThatThrownBy(() -> open(Models.pool(file, "none", "0", 0, 1), file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("cannot load the model " + name + " with " + engine + ": ")
        .hasMessageEndingWith("; is the file complete, and exported for that engine?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention/tiny_vit.onnx", "golden/vit/tiny_vit.pt"})
  void anInputOfTheWrongSizeIsReportedWithTheShape(String name) {
    Path file = Models.file(name);
    ModelSpec right = Models.tinyVit(file, 2);
    ModelSpec wrong = Models.pool(file, "0", "1", 0, 2);
    assertThat(right.inputSize()).isNotEqualTo(wrong.inputSize());
    assertThatThrownBy(() -> open(wrong, file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "the model "
                + file.getFileName()
                + " must accept input of shape (2, 3, 8, 8), but failed: ")
        .hasMessageEndingWith("; set input-size and batch-size to those it was exported with");
  }

  @Test
  void aFixedBatchIsReportedWithTheShape() {
    Path file = Models.file("attention/single.onnx");
    open(Models.pool(file, "none", "0", 0, 1), file).close();
    assertThatThrownBy(() -> open(Models.pool(file, "none", "0", 0, 8), file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "the model single.onnx must accept input of shape (8, 3, 8, 8), but failed: ");
  }

  @Test
  void anUnknownOutputIsReportedWithTheKnownOnes() {
    assertThatThrownBy(() -> open(Models.pool(TOKENS, "none", "attn", 1, 2), TOKENS))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "outputs.attention must be an output of the model tokens.onnx, was attn; it has 0"
                + " (heat, (2, 17)), 1 (classes, (2, 2))");
    assertThatThrownBy(() -> open(Models.pool(TOKENS, "2", "heat", 1, 2), TOKENS))
        .hasMessage(
            "outputs.logits must be an output of the model tokens.onnx, was 2; it has 0 (heat, (2,"
                + " 17)), 1 (classes, (2, 2))");
    Path torch = Models.file("golden/vit/tiny_vit.pt");
    ModelSpec byName =
        new ModelSpec(
            "x.pt",
            ModelFile.sha256(torch),
            Engine.PYTORCH,
            Size.square(64),
            List.of(0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0),
            new Outputs(Outputs.NONE, "attention"),
            0,
            1,
            1,
            Hardware.CPU,
            true);
    assertThatThrownBy(() -> open(byName, torch))
        .hasMessage(
            "outputs.attention must be an output of the model tiny_vit.pt, was attention; it has 0"
                + " ((1, 10)), 1 ((1, 16))");
  }

  @Test
  void columnsThatAreNoGridAreReportedWithWhatWouldBeOne() {
    assertThatThrownBy(() -> open(Models.pool(TOKENS, "none", "heat", 0, 2), TOKENS))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "attention of the model tokens.onnx must cover images of 8×8 with a grid, was 17"
                + " columns less 0 special tokens; set special-tokens: 1 would leave 4×4, 8 would"
                + " leave 3×3");
    assertThatThrownBy(() -> open(Models.pool(TOKENS, "none", "classes", 0, 2), TOKENS))
        .hasMessage(
            "attention of the model tokens.onnx must cover images of 8×8 with a grid, was 2"
                + " columns less 0 special tokens; set special-tokens: 1 would leave 1×1");
  }

  @Test
  void outputsOfTheWrongShapeOrTypeAreReported() {
    Path grid = Models.file("attention/grid.onnx");
    assertThatThrownBy(() -> open(Models.pool(grid, "grid", "grid", 0, 2), grid))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "logits of the model grid.onnx must have the shape (2, classes), was (2, 4, 4); name"
                + " the right output in outputs.logits, or export the model with a batch of any"
                + " size");
    Path wide = Models.file("attention/double.onnx");
    assertThatThrownBy(() -> open(Models.pool(wide, "none", "0", 0, 2), wide))
        .hasMessage(
            "attention of the model double.onnx must be float32, was float64; export the model with"
                + " outputs of float32");
  }

  @Test
  void whatIsNotANumberStopsTheWork() {
    byte[] white = new byte[8 * 8 * 3];
    java.util.Arrays.fill(white, (byte) 255);
    ModelSpec plain = Models.pool(ROOT, "none", "heat", 0, 2);
    // (255/255 - 0)/0.5 = 2, and the root of 1 - 2 is no number
    ModelSpec bright =
        new ModelSpec(
            plain.path(),
            plain.sha256(),
            plain.engine(),
            plain.inputSize(),
            plain.mean(),
            List.of(0.5, 0.5, 0.5),
            plain.outputs(),
            0,
            2,
            1,
            Hardware.CPU,
            false);
    assertThatThrownBy(() -> ask(bright, image(white)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "attention from the model root.onnx is unusable: attention must be finite and not"
                + " negative, was NaN at row 0, column 0; check outputs.attention, mean and std");
    ModelSpec scores =
        new ModelSpec(
            plain.path(),
            plain.sha256(),
            plain.engine(),
            plain.inputSize(),
            plain.mean(),
            List.of(0.5, 0.5, 0.5),
            new Outputs("heat", "cells"),
            0,
            2,
            1,
            Hardware.CPU,
            false);
    assertThatThrownBy(() -> ask(scores, image(white)))
        .hasMessage(
            "logits from the model root.onnx are unusable: logits must be finite, was NaN for"
                + " class 0; check outputs.logits, mean and std");
  }

  @Test
  void aMissingGpuIsReported() {
    ModelSpec plain = Models.pool(TOKENS, "none", "heat", 1, 1);
    ModelSpec onGpu =
        new ModelSpec(
            plain.path(),
            plain.sha256(),
            plain.engine(),
            plain.inputSize(),
            plain.mean(),
            plain.std(),
            plain.outputs(),
            1,
            1,
            1,
            Hardware.GPU,
            false);
    assertThatThrownBy(() -> open(onGpu, TOKENS))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "device is gpu, but OnnxRuntime finds none in this process; give executors a GPU and"
                + " the engine's CUDA build, or set device to auto or cpu");
  }

  @Test
  void onlyImagesOfThreeChannelsAreAccepted() {
    Image gray = Image.of(8, 8, 1, new byte[64]);
    assertThatThrownBy(() -> ask(Models.pool(TOKENS, "none", "heat", 1, 1), gray))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images for a model must have 3 channels, was 1");
  }

  private static AttentionModel open(ModelSpec spec, Path file) {
    return AttentionModel.open(spec, file, 0);
  }

  private static AttentionResult ask(ModelSpec spec, Image image) {
    try (AttentionModel model = open(spec, Path.of(spec.path()))) {
      return model.compute(List.of(image)).get(0);
    }
  }

  private static Image image(byte[] samples) {
    return Image.of(8, 8, 3, samples);
  }

  private static Image noise(int seed, int height, int width) {
    byte[] samples = new byte[height * width * 3];
    new Random(seed).nextBytes(samples);
    return Image.of(height, width, 3, samples);
  }
}
