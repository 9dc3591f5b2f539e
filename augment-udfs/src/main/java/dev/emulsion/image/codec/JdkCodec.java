package dev.emulsion.image.codec;

import dev.emulsion.ConfigException;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.JpegScans.Layout;

/** Decodes with the JDK alone, without WebP, so it runs wherever Java does. */
final class JdkCodec extends CheckedCodec {

  JdkCodec(DecodeOptions options) {
    super(options);
  }

  /** The decoder's name, for a run's manifest. */
  @Override
  public String toString() {
    return "jdk (ImageIO of Java " + Runtime.version().feature() + ")";
  }

  @Override
  Image decodeJpeg(byte[] encoded, JpegHeader header, Layout layout) throws DecodeException {
    return JpegDecoder.read(encoded, header, layout);
  }

  @Override
  Image decodeWebp(byte[] encoded, ImageHeader header) throws DecodeException {
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
