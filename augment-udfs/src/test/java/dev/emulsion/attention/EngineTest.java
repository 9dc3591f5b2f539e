package dev.emulsion.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Processes in which an engine cannot be used. */
class EngineTest {

  @Test
  void anEngineThatIsNotOnTheClassPathIsReported() throws Exception {
    String without =
        opened("golden/vit/tiny_vit.pt", entry -> !entry.contains("/ai/djl/pytorch/"), List.of());
    assertThat(without)
        .isEqualTo(
            "the engine PyTorch is not on the class path; build Emulsion with its profile pytorch,"
                + " or export the model to ONNX");
  }

  @Test
  void anEngineWithoutItsNativeLibraryIsReported() throws Exception {
    String without =
        opened(
            "attention/tiny_vit.onnx",
            entry -> true,
            List.of("-Donnxruntime.native.path=/nowhere"));
    assertThat(without)
        .startsWith(
            "the engine OnnxRuntime does not start here ("
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + "): ")
        .endsWith(
            "; its native library is not on the class path for this platform, or cannot be loaded");
  }

  @Test
  void aProcessWithBothHasBoth() throws Exception {
    assertThat(opened("attention/tiny_vit.onnx", entry -> true, List.of())).isEqualTo("4×4");
  }

  /** What a new process says that opens a model. */
  private static String opened(String model, Predicate<String> classPath, List<String> options)
      throws IOException, InterruptedException {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String some = Arrays.stream(all.split(":")).filter(classPath).collect(Collectors.joining(":"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dfile.encoding=UTF-8"));
    command.addAll(List.of("-cp", some, Opening.class.getName(), Models.file(model).toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.lines().reduce((first, last) -> last).orElse("");
  }

  /** Opens the model that it is given and prints its grid, or why not. */
  static final class Opening {

    private Opening() {}

    public static void main(String[] args) {
      Path file = Path.of(args[0]);
      try (AttentionModel model = AttentionModel.open(Models.tinyVit(file, 1), file, 0)) {
        System.out.println(model.grid());
      } catch (ConfigException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
