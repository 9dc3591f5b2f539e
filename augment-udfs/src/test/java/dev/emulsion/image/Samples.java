package dev.emulsion.image;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.DecodeOptions.Animated;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.SixteenBit;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.image.codec.OpenCvCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Encoded files and codecs for tests of this package: OpenCV against our own decoders. */
public final class Samples {

  public static final List<Codec> CODECS = List.of(Codec.NATIVE, Codec.JDK);

  /** A 37×53 baseline JPEG, 4:4:4. */
  public static final String JPEG = "images/j_37x53_0_90_0.jpg";

  /** An 11×13 RGB PNG. */
  public static final String PNG = "images/p2_8_0_13x11.png";

  private Samples() {}

  /** A file of {@code src/test/resources/codec}. */
  public static byte[] file(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/codec/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no such file: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ImageCodec strict(Codec codec) {
    return codec(codec, Orientation.IGNORE, Truncated.REJECT);
  }

  public static ImageCodec codec(Codec codec, Orientation orientation, Truncated truncated) {
    return of(new DecodeOptions(codec, orientation, truncated, DecodeLimits.DEFAULT));
  }

  /** A codec that reads all that Pillow reads, and as Pillow does. */
  public static ImageCodec likePillow(Codec codec) {
    return of(
        new DecodeOptions(
            codec,
            Orientation.IGNORE,
            Truncated.REJECT,
            SixteenBit.CLIP,
            Animated.FIRST,
            DecodeLimits.DEFAULT));
  }

  private static ImageCodec of(DecodeOptions options) {
    return options.codec() == Codec.NATIVE ? OpenCvCodec.of(options) : ImageCodecs.of(options);
  }

  /** A smooth image, which lossy formats keep well. */
  public static Image gradient(int height, int width, int channels) {
    byte[] samples = new byte[height * width * channels];
    for (int i = 0; i < samples.length; i++) {
      int row = i / channels / width;
      int column = i / channels % width;
      samples[i] = (byte) (20 + 2 * row + column + 30 * (i % channels));
    }
    return Image.of(height, width, channels, samples);
  }

  public static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
