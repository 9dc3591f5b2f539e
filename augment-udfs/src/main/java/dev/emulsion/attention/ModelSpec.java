package dev.emulsion.attention;

import dev.emulsion.Require;
import dev.emulsion.image.Size;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A vision transformer in a file, with its inputs and outputs: it takes N×3×H×W floats, {@code
 * (sample/255 - mean) / std} in RGB order, and returns an attention map per image and optionally
 * logits.
 *
 * @param path of the file, as given by the user
 * @param sha256 of the file, 64 hexadecimal digits; any other file is an error
 * @param inputSize of the images it takes
 * @param mean per channel, in units of [0, 1]
 * @param std per channel, in units of [0, 1]
 * @param specialTokens number of leading columns of the attention that are not patches: class
 *     token, distillation token, registers
 * @param batchSize inference batch size; smaller batches are zero-padded, so that every batch has
 *     the same shape and order of arithmetic
 * @param threads per inference call; with PyTorch the first model sets them for the whole process
 * @param allowExecutableModel whether TorchScript may be loaded, which is code that runs with the
 *     permissions of the task
 */
public record ModelSpec(
    String path,
    String sha256,
    Engine engine,
    Size inputSize,
    List<Double> mean,
    List<Double> std,
    Outputs outputs,
    int specialTokens,
    int batchSize,
    int threads,
    Hardware device,
    boolean allowExecutableModel)
    implements Serializable {

  /** The inference engine. */
  public enum Engine {
    /** {@code ONNXRUNTIME} for {@code .onnx}, {@code PYTORCH} for {@code .pt} and the like. */
    AUTO,
    ONNXRUNTIME,
    /** For TorchScript. Not in every build; see {@code docs/recipes.md}. */
    PYTORCH
  }

  /** Where the model runs. */
  public enum Hardware {
    /** A GPU if the process has one that the engine can use, else the CPU. */
    AUTO,
    CPU,
    GPU
  }

  /**
   * The model's outputs, each by name or by position from 0.
   *
   * @param logits of shape N×K; {@link #NONE} for a model without logits
   * @param attention of shape N×L, with a grid of L cells after the special tokens, or
   *     N×rows×columns
   */
  public record Outputs(String logits, String attention) implements Serializable {

    /** The name for a model without logits. */
    public static final String NONE = "none";

    public Outputs {
      Require.that(!logits.isBlank(), () -> "outputs.logits must be a name, a position or " + NONE);
      Require.that(!attention.isBlank(), "outputs.attention must be a name or a position");
    }

    public boolean hasLogits() {
      return !logits.equals(NONE);
    }
  }

  /** Three floats. */
  private static final int BYTES_PER_PIXEL = 12;

  private static final int MAX_TOKENS = 10_000;
  private static final int MAX_BATCH = 65_536;
  private static final int MAX_THREADS = 1_024;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final List<String> TORCHSCRIPT = List.of(".pt", ".pth", ".ts", ".torchscript");

  public ModelSpec {
    Require.that(!path.isBlank(), "path must be given");
    Require.that(
        SHA256.matcher(sha256).matches(),
        () ->
            "sha256 must be 64 hexadecimal digits in lower case, as sha256sum prints them, was "
                + sha256);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    Require.normalization(mean, std);
    Require.within(
        "special-tokens", 0, MAX_TOKENS, specialTokens, "transformers have one, or a few");
    Require.within("batch-size", 1, MAX_BATCH, batchSize, "a task collects a whole batch first");
    Require.that(
        batchSize <= Integer.MAX_VALUE / BYTES_PER_PIXEL / inputSize.area(),
        () ->
            "batch-size times input-size must fit in 2 GiB, was "
                + batchSize
                + " times "
                + inputSize);
    Require.within("threads", 1, MAX_THREADS, threads, "every task starts so many");
    if (engine == Engine.AUTO) {
      engine = engineOf(path);
    }
    Require.that(
        engine != Engine.PYTORCH || allowExecutableModel,
        () ->
            "allow-executable-model must be true for TorchScript, was false: such a file is code"
                + " that runs with your permissions. Set it if you trust the file, or export the"
                + " model to ONNX");
  }

  private static Engine engineOf(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".onnx")) {
      return Engine.ONNXRUNTIME;
    }
    Require.that(
        TORCHSCRIPT.stream().anyMatch(name::endsWith),
        () ->
            "engine must be onnxruntime or pytorch for a path that ends neither in .onnx nor in "
                + String.join(", ", TORCHSCRIPT)
                + ", was auto");
    return Engine.PYTORCH;
  }
}
