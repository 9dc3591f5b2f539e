package dev.emulsion.image.codec;

import dev.emulsion.ConfigException;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.JpegScans.Layout;
import java.util.Optional;

/** Decodes with the JDK alone, without WebP, so it runs wherever Java does. */
final class JdkCodec extends CheckedCodec {

  private final Optional<Throwable> nativeFailure;

  JdkCodec(DecodeOptions options) {
    this(options, Optional.empty());
  }

  /**
   * @param nativeFailure why the native codec was wanted but is not available
   */
  JdkCodec(DecodeOptions options, Optional<Throwable> nativeFailure) {
    super(options);
    this.nativeFailure = nativeFailure;
  }

  /** The decoder's name, for a run's manifest. */
  @Override
  public String toString() {
    return "jdk (own decoders, encoders of Java " + Runtime.version().feature() + ")";
  }

  @Override
  Image decodeJpeg(byte[] encoded, JpegHeader header, Layout layout) throws DecodeException {
    return JpegDecoder.read(encoded, header, layout);
  }

  /**
   * Rejects the file.
   *
   * @throws ConfigException if the native codec was wanted, since the file would be read elsewhere
   */
  @Override
  Image decodeWebp(byte[] encoded, ImageHeader header) throws DecodeException {
    if (nativeFailure.isPresent()) {
      throw new ConfigException(
          "WebP needs the native codec, but OpenCV does not load here ("
              + nativeFailure.get()
              + "); set decode.codec to jdk to quarantine WebP files everywhere",
          nativeFailure.get());
    }
    throw DecodeException.unsupported(
        "WebP without the native codec",
        "WebP needs the native codec; set decode.codec to native or auto");
  }

  @Override
  byte[] write(Image image, Encoding encoding) {
    return switch (encoding.format()) {
      case JPEG -> ImageIoWriter.jpeg(image, encoding);
      case PNG -> ImageIoWriter.png(image);
      case WEBP ->
          throw new ConfigException(
              "the JDK codec writes no WebP; set decode.codec to native, or write JPEG or PNG");
    };
  }
}
