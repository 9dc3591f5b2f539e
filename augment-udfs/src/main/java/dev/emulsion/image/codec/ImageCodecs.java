package dev.emulsion.image.codec;

import dev.emulsion.ConfigException;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import java.util.Optional;

/** Makes codecs. A codec is used for a whole task and may be shared between threads. */
public final class ImageCodecs {

  private ImageCodecs() {}

  /**
   * The codec that {@code options} ask for.
   *
   * @throws ConfigException if {@code codec} is native and its libraries do not load
   */
  public static ImageCodec of(DecodeOptions options) {
    // the libraries take a second to load, so not unless they may be used
    return options.codec() == Codec.JDK
        ? new JdkCodec(options)
        : of(options, NativeLibrary.failure());
  }

  static ImageCodec of(DecodeOptions options, Optional<Throwable> nativeFailure) {
    return switch (options.codec()) {
      case AUTO ->
          nativeFailure.isEmpty() ? new NativeCodec(options) : new JdkCodec(options, nativeFailure);
      case NATIVE -> {
        nativeFailure.ifPresent(ImageCodecs::failWithout);
        yield new NativeCodec(options);
      }
      case JDK -> new JdkCodec(options);
    };
  }

  /** Why the native codec is unavailable on this machine; empty if it is available. */
  public static Optional<String> nativeFailure() {
    return NativeLibrary.failure().map(ImageCodecs::reason);
  }

  /** The maximum of megapixels that all tasks of this process decode at once. */
  public static int megapixelsAtOnce() {
    return DecodingMemory.allowed();
  }

  /** The innermost cause in one line: the outer ones only say that something was not found. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString().lines().findFirst().orElseThrow();
  }

  private static void failWithout(Throwable cause) {
    throw new ConfigException(
        "decode.codec is native, but OpenCV does not load here ("
            + reason(cause)
            + "); set decode.codec to auto or jdk",
        cause);
  }
}
