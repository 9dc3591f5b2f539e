package dev.emulsion.image.codec;

import dev.emulsion.ConfigException;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import java.util.Optional;

/** Makes codecs. One serves a task from start to end, and may be shared between threads. */
public final class ImageCodecs {

  private ImageCodecs() {}

  /**
   * The codec that {@code options} ask for.
   *
   * @throws ConfigException if it is to be native and its libraries do not load
   */
  public static ImageCodec of(DecodeOptions options) {
    // The libraries take a second to load: not for those who do not want them.
    return options.codec() == Codec.JDK
        ? new JdkCodec(options)
        : of(options, NativeLibrary.failure());
  }

  static ImageCodec of(DecodeOptions options, Optional<Throwable> nativeFailure) {
    return switch (options.codec()) {
      case AUTO -> nativeFailure.isEmpty() ? new NativeCodec(options) : new JdkCodec(options);
      case NATIVE -> {
        nativeFailure.ifPresent(ImageCodecs::failWithout);
        yield new NativeCodec(options);
      }
      case JDK -> new JdkCodec(options);
    };
  }

  /** Why the native codec cannot be used on this machine; empty if it can. */
  public static Optional<String> nativeFailure() {
    return NativeLibrary.failure().map(Throwable::toString);
  }

  /** Megapixels that this process decodes at once, at most, over all its tasks. */
  public static int megapixelsAtOnce() {
    return DecodingMemory.allowed();
  }

  private static void failWithout(Throwable cause) {
    throw new ConfigException(
        "decode.codec is native, but OpenCV does not load here ("
            + cause
            + "); set decode.codec to auto or jdk",
        cause);
  }
}
