package dev.emulsion.spark;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.image.codec.PngWriter;

/** How functions read and return images. */
final class SqlImages {

  private SqlImages() {}

  /** The codec of a process, made when it is first used: its libraries take a second to load. */
  private static final class Default {
    private static final ImageCodec CODEC = ImageCodecs.of(DecodeOptions.DEFAULT);
  }

  static ImageCodec codec() {
    return Default.CODEC;
  }

  /** A lossless file that any function, and any reader of images, decodes to the same pixels. */
  static byte[] encoded(Image image) {
    return PngWriter.encode(image);
  }
}
