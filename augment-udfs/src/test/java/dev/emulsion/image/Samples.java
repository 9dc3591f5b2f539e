package dev.emulsion.image;

import dev.emulsion.image.DecodeOptions.Codec;
import dev.emulsion.image.DecodeOptions.Orientation;
import dev.emulsion.image.DecodeOptions.Truncated;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Encoded files and codecs for tests of this package. */
final class Samples {

  static final List<Codec> CODECS = List.of(Codec.NATIVE, Codec.JDK);

  /** A 37×53 baseline JPEG, 4:4:4. */
  static final String JPEG = "pictures/j_37x53_0_90_0.jpg";

  /** An 11×13 RGB PNG. */
  static final String PNG = "pictures/p2_8_0_13x11.png";

  private Samples() {}

  /** A file of {@code src/test/resources/codec}. */
  static byte[] file(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/codec/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no such file: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ImageCodec strict(Codec codec) {
    return codec(codec, Orientation.IGNORE, Truncated.REFUSE);
  }

  static ImageCodec codec(Codec codec, Orientation orientation, Truncated truncated) {
    return ImageCodecs.of(new DecodeOptions(codec, orientation, truncated, DecodeLimits.DEFAULT));
  }

  /** A smooth picture, which lossy formats keep well. */
  static Image gradient(int height, int width, int bands) {
    byte[] samples = new byte[height * width * bands];
    for (int i = 0; i < samples.length; i++) {
      int row = i / bands / width;
      int column = i / bands % width;
      samples[i] = (byte) (20 + 2 * row + column + 30 * (i % bands));
    }
    return Image.of(height, width, bands, samples);
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
