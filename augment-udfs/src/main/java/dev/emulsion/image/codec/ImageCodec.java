package dev.emulsion.image.codec;

import dev.emulsion.Require;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.io.Serializable;
import java.util.function.Function;

/**
 * Decodes and encodes images. Decoding equals {@code Image.open(file).convert("RGB")} of Pillow, of
 * 9.4 for JPEG, PNG and WebP and of 13.0 for the others, byte for byte, apart from what {@link
 * DecodeOptions} change.
 */
public interface ImageCodec {

  /** Decodes to three channels, or returns the reason for rejection. Never throws for bad bytes. */
  default Decoded decode(byte[] encoded) {
    return decode(encoded, Box::whole);
  }

  /**
   * The same for an image of which only a part is wanted, which takes less time for JPEG; images of
   * other formats, and those that are turned, are decoded whole. What is rejected, and why, does
   * not depend on the part.
   *
   * @param wanted the part of an image of some size, inside of it and not empty
   */
  Decoded decode(byte[] encoded, Function<Size, Box> wanted);

  /**
   * Encodes 1 or 3 channels. JPEG files equal Pillow's byte for byte; PNG and WebP are lossless,
   * and codecs may differ in how they compress them.
   *
   * @throws dev.emulsion.ConfigException if this codec cannot write the format
   */
  byte[] encode(Image image, Encoding encoding);

  /**
   * How an image is encoded.
   *
   * @param quality of JPEG, 1 to 100; ignored by the other formats, which are lossless
   * @param subsampling of color JPEG
   */
  record Encoding(Format format, int quality, Subsampling subsampling) implements Serializable {

    /** Lossless, or JPEG with Pillow's default subsampling. */
    public Encoding(Format format, int quality) {
      this(format, quality, Subsampling.BY_2X2);
    }

    public Encoding {
      Require.that(
          quality >= 1 && quality <= 100,
          () -> "quality must be between 1 and 100, was " + quality);
    }
  }

  /** Chroma subsampling of JPEG: how many pixels, across and down, share a color sample. */
  enum Subsampling {
    BY_2X2("4:2:0", 2, 2),
    BY_2X1("4:2:2", 2, 1),
    NONE("4:4:4", 1, 1);

    private final String notation;
    private final int across;
    private final int down;

    Subsampling(String notation, int across, int down) {
      this.notation = notation;
      this.across = across;
      this.down = down;
    }

    /** Horizontal sampling factor of the luminance; that of the colors is 1. */
    int across() {
      return across;
    }

    /** Vertical sampling factor of the luminance; that of the colors is 1. */
    int down() {
      return down;
    }

    /** In the usual notation, such as {@code 4:2:0}. */
    @Override
    public String toString() {
      return notation;
    }
  }

  /** The supported formats: JPEG, and lossless PNG and WebP. */
  enum Format {
    JPEG,
    PNG,
    WEBP
  }
}
