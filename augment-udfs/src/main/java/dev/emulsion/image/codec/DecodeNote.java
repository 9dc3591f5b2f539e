package dev.emulsion.image.codec;

/**
 * What a file contains that decoding to 8-bit RGB omits. Runs count the images of each kind, so
 * that nothing is lost silently.
 */
public enum DecodeNote {
  /** More than 8 bits per value, reduced as {@code decode.sixteen-bit} says. */
  SIXTEEN_BIT,
  /** An EXIF orientation other than upright, which {@code decode.exif-orientation} ignores. */
  ORIENTATION,
  /** A color profile, gamma or color space other than sRGB; values are read as if sRGB. */
  COLOR_SPACE,
  /** Transparency, which is dropped; pixels keep the color they have below it. */
  ALPHA,
  /** An animation, of which {@code decode.animated} reads the first frame. */
  FRAMES,
  /** A TIFF with several pages, of which the first is read. */
  PAGES
}
