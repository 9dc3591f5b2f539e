package dev.emulsion.image;

/**
 * Decodes and encodes pictures. Implementations are equal to Pillow 9.4 byte for byte: {@code
 * Image.open(file).convert("RGB")}.
 */
public interface ImageCodec {

  /** Decodes to three bands, or says why not. Never throws for bad bytes. */
  Decoded decode(byte[] encoded);

  /** Encodes 1 or 3 bands. */
  byte[] encode(Image image, Encoding encoding);

  /** How a picture is encoded: {@code JPEG} and {@code WEBP} take a quality from 1 to 100. */
  record Encoding(Format format, int quality) {}

  /** The picture formats that are written. */
  enum Format {
    JPEG,
    PNG,
    WEBP
  }
}
