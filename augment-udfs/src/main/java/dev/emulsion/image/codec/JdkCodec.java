package dev.emulsion.image.codec;

import static dev.emulsion.image.codec.ImageCodecs.reason;

import dev.emulsion.ConfigException;
import dev.emulsion.image.Box;
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

  /** The decoder's name, for a run's manifest, and why it is not the native one. */
  @Override
  public String toString() {
    return "jdk (own decoders, encoders of Java "
        + Runtime.version().feature()
        + nativeFailure.map(cause -> "; OpenCV does not load: " + reason(cause)).orElse("")
        + ")";
  }

  @Override
  Image decodeJpeg(byte[] encoded, JpegHeader header, Layout layout, Box wanted)
      throws DecodeException {
    return JpegDecoder.read(encoded, header, layout, wanted);
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
              + reason(nativeFailure.get())
              + "); set decode.codec to jdk to quarantine WebP files everywhere",
          nativeFailure.get());
    }
    throw DecodeException.unsupported(
        "WebP without the native codec",
        "WebP needs the native codec; set decode.codec to native or auto where OpenCV loads, or"
            + " convert the file");
  }

  @Override
  byte[] write(Image image, Encoding encoding) {
    return switch (encoding.format()) {
      case JPEG -> ImageIoWriter.jpeg(image, encoding);
      case PNG -> ImageIoWriter.png(image);
      case WEBP ->
          throw new ConfigException(
              nativeFailure
                  .map(
                      cause ->
                          "only the native codec writes WebP, but OpenCV does not load here ("
                              + reason(cause)
                              + "); set output.encoding to png or jpeg")
                  .orElse(
                      "the JDK codec writes no WebP; set decode.codec to native where OpenCV"
                          + " loads, or output.encoding to png or jpeg"));
    };
  }
}
