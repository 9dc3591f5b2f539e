package dev.emulsion.attention;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.emulsion.ConfigException;
import dev.emulsion.attention.ModelSpec.Hardware;

/**
 * DJL's engines: their names and devices.
 *
 * <p>They never load anything from the network. Native libraries are unpacked to {@code ~/.djl.ai},
 * or below {@code java.io.tmpdir} if there is no home; {@code DJL_CACHE_DIR} overrides that.
 */
final class Djl {

  static {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // otherwise ONNX Runtime would load PyTorch too if that is on the class path
    System.setProperty("ai.djl.onnx.disable_alternative", "true");
  }

  private Djl() {}

  /** DJL's name of an engine. */
  static String name(ModelSpec.Engine engine) {
    return switch (engine) {
      case ONNXRUNTIME -> "OnnxRuntime";
      case PYTORCH -> "PyTorch";
      case AUTO -> throw new IllegalArgumentException("auto is no engine");
    };
  }

  /**
   * The device that {@code spec} runs on in this process. Starts its engine.
   *
   * @param gpu index of the GPU to use, if any
   * @throws ConfigException if the engine or a required GPU is unavailable
   */
  static Device device(ModelSpec spec, int gpu) {
    if (spec.engine() == ModelSpec.Engine.PYTORCH) {
      String threads = Integer.toString(spec.threads());
      setIfMissing("ai.djl.pytorch.num_threads", threads);
      setIfMissing("ai.djl.pytorch.num_interop_threads", "1");
    }
    Engine engine = engine(spec.engine());
    if (spec.device() == Hardware.CPU) {
      return Device.cpu();
    }
    Device best = engine.defaultDevice();
    if (best.isGpu()) {
      return Device.gpu(gpu);
    }
    if (spec.device() == Hardware.GPU) {
      throw new ConfigException(
          "device is gpu, but "
              + name(spec.engine())
              + " finds none in this process; give executors a GPU and the engine's CUDA build, or"
              + " set device to auto or cpu");
    }
    return Device.cpu();
  }

  private static void setIfMissing(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static Engine engine(ModelSpec.Engine engine) {
    String name = name(engine);
    if (!Engine.hasEngine(name)) {
      throw new ConfigException(
          "the engine "
              + name
              + " is not on the class path; "
              + (engine == ModelSpec.Engine.PYTORCH
                  ? "build Emulsion with its profile pytorch, or export the model to ONNX"
                  : "add ai.djl.onnxruntime:onnxruntime-engine"));
    }
    try {
      return Engine.getEngine(name);
    } catch (RuntimeException | LinkageError e) {
      throw new ConfigException(
          "the engine %s does not start here (%s %s): %s; its native library is not on the class path for this platform, or cannot be loaded"
              .formatted(
                  name, System.getProperty("os.name"), System.getProperty("os.arch"), reason(e)),
          e);
    }
  }

  /** The first line of the root cause's message, which is the engine's own. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.strip().lines().findFirst().orElse(cause.toString());
  }
}
