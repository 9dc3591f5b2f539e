package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a recipe may not say about attention. */
class AttentionConfigTest {

  private static final String SHA256 = "a".repeat(64);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sha256: ABC           | line 3: attention.model: sha256 must be 64 hexadecimal digits in lower case, as sha256sum prints them, was ABC
          path: vit.bin         | line 3: attention.model: engine must be onnxruntime or pytorch for a path that ends neither in .onnx nor in .pt, .pth, .ts, .torchscript, was auto
          path: vit.pt          | line 3: attention.model: allow-executable-model must be true for TorchScript, was false: such a file is code that runs with your permissions. Set it if you trust the file, or export the model to ONNX
          engine: pytorch       | line 3: attention.model: allow-executable-model must be true for TorchScript, was false: such a file is code that runs with your permissions. Set it if you trust the file, or export the model to ONNX
          engine: tensorflow    | line 8: attention.model.engine must be one of auto, onnxruntime, pytorch, was tensorflow
          input-size: 0         | line 3: attention.model: input-size must be one or two whole numbers of pixels, height and width, was [0.0]
          input-size: [1, 2, 3] | line 3: attention.model: input-size must be one or two whole numbers of pixels, height and width, was [1.0, 2.0, 3.0]
          input-size: 16000     | line 3: attention.model: batch-size times input-size must fit in 2 GiB, was 8 times 16000×16000
          mean: [0.5]           | line 3: attention.model: mean must have 3 numbers between -1000 and 1000, for values from 0 to 1, was [0.5]
          std: [1, 0, 1]        | line 3: attention.model: std must have 3 positive numbers between 0.001 and 1000, for values from 0 to 1, was [1.0, 0.0, 1.0]
          special-tokens: -1    | line 3: attention.model: special-tokens must be at least 0, was -1
          batch-size: 0         | line 3: attention.model: batch-size must be at least 1, was 0
          threads: 0            | line 3: attention.model: threads must be at least 1, was 0
          device: tpu           | line 8: attention.model.device must be one of auto, cpu, gpu, was tpu
          outputs: {atention: 1}| line 8: attention.model.outputs.atention is not a key; did you mean attention.model.outputs.attention?
          batchsize: 3          | line 8: attention.model.batchsize is not a key; did you mean attention.model.batch-size?
          path: s3a://a:b@c/v.onnx | line 2: attention: model.path must not contain credentials; remove them and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use ~/.aws/credentials
          """)
  void aWrongModelIsReportedWithItsRule(String wrong, String sentence) {
    String key = wrong.substring(0, wrong.indexOf(':'));
    String lines =
        List.of("path: vit.onnx", "sha256: " + SHA256).stream()
            .filter(line -> !line.startsWith(key + ":"))
            .reduce("", (all, line) -> all + "    " + line + "\n");
    String yaml = "attention:\n  model:\n" + lines + "\n".repeat(5 - lines.split("\n").length);
    assertThat(problem(yaml + "    " + wrong.strip())).isEqualTo(sentence.strip());
  }

  @Test
  void pathAndHashMustBeGiven() {
    assertThat(problem("attention: {model: {batch-size: 4}}"))
        .isEqualTo(
            "line 1: attention.model.path must be given\n  line 1: attention.model.sha256 must be"
                + " given");
  }

  @Test
  void aSourceNeedsItsModelOrTable() {
    assertThat(problem("attention: {source: inline}"))
        .isEqualTo(
            "line 1: attention: model must be given for source inline; conf/models/export_vit.py"
                + " prints its lines");
    assertThat(problem("attention: {source: table}"))
        .isEqualTo(
            "line 1: attention: table must be given for source table; emulsion attention writes"
                + " one");
    assertThat(problem("attention: {source: magic}"))
        .isEqualTo(
            "line 1: attention.source must be one of auto, inline, table, saliency, area, was"
                + " magic");
  }

  @Test
  void aTableNeedsItsPath() {
    assertThat(problem("attention: {table: {map: heat}}"))
        .isEqualTo("line 1: attention.table.path must be given");
  }

  private static String problem(String yaml) {
    String[] found = new String[1];
    assertThatThrownBy(
            () -> RecipeLoader.parse("r", yaml, List.of("input.path=in", "output.path=out")))
        .isInstanceOf(ConfigException.class)
        .satisfies(e -> found[0] = e.getMessage().replaceFirst("r has \\d+ problems?:\n  ", ""));
    return found[0];
  }
}
