package dev.emulsion.image.codec;

/** The formats that are read. A file's format is known from its first bytes, not from its name. */
public enum FileFormat {
  JPEG,
  PNG,
  WEBP,
  BMP,
  GIF,
  /** PBM, PGM and PPM, plain or raw. */
  PNM,
  TIFF;

  /** The usual spelling. */
  @Override
  public String toString() {
    return this == WEBP ? "WebP" : name();
  }
}
