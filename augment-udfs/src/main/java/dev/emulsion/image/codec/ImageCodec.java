package dev.emulsion.image.codec;

import dev.emulsion.Require;
import dev.emulsion.image.Image;
import java.io.Serializable;

/**
 * Decodes and encodes images. Implementations are equal to Pillow 9.4 byte for byte: {@code
 * Image.open(file).convert("RGB")}.
 */
public interface ImageCodec {

  /** Decodes to three channels, or says why not. Never throws for bad bytes. */
  Decoded decode(byte[] encoded);

  /**
   * Encodes 1 or 3 channels. A JPEG is the file that Pillow writes, byte for byte, from any codec;
   * PNG and WebP keep every sample, and codecs may differ in how they pack them.
   *
   * @throws dev.emulsion.ConfigException if this codec does not write the format
   */
  byte[] encode(Image image, Encoding encoding);

  /**
   * How an image is encoded.
   *
   * @param quality of JPEG, 1 to 100; the other formats are lossless and take no notice
   * @param subsampling of JPEG in color
   */
  record Encoding(Format format, int quality, Subsampling subsampling) implements Serializable {

    /** Lossless, or JPEG as Pillow writes it at this quality. */
    public Encoding(Format format, int quality) {
      this(format, quality, Subsampling.BY_2X2);
    }

    public Encoding {
      Require.that(
          quality >= 1 && quality <= 100, "quality must be between 1 and 100, was " + quality);
    }
  }

  /** How many pixels, across and down, share a sample of color in a JPEG. */
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

    /** In the notation of the field, such as {@code 4:2:0}. */
    @Override
    public String toString() {
      return notation;
    }
  }

  /** The image formats that are written: JPEG, and losslessly PNG and WebP. */
  enum Format {
    JPEG,
    PNG,
    WEBP
  }
}
