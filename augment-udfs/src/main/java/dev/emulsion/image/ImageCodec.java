package dev.emulsion.image;

import dev.emulsion.Require;

/**
 * Decodes and encodes pictures. Implementations are equal to Pillow 9.4 byte for byte: {@code
 * Image.open(file).convert("RGB")}.
 */
public interface ImageCodec {

  /** Decodes to three bands, or says why not. Never throws for bad bytes. */
  Decoded decode(byte[] encoded);

  /**
   * Encodes 1 or 3 bands.
   *
   * @throws dev.emulsion.ConfigException if this codec does not write the format
   */
  byte[] encode(Image image, Encoding encoding);

  /**
   * How a picture is encoded.
   *
   * @param quality 1 to 100; {@code PNG} is lossless and takes no notice
   */
  record Encoding(Format format, int quality) {

    public Encoding {
      Require.that(
          quality >= 1 && quality <= 100, "quality must be between 1 and 100, was " + quality);
    }
  }

  /** The picture formats that are written. */
  enum Format {
    JPEG,
    PNG,
    WEBP
  }
}
