package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import java.util.Set;

/**
 * The header of a PBM, PGM or PPM file.
 *
 * @param kind what a pixel is
 * @param coding decimal text or bytes
 * @param max the value of white; 1 in PBM
 * @param data position of the first value
 * @see <a href="https://netpbm.sourceforge.net/doc/pgm.html">Netpbm, PGM format</a>
 */
record PnmHeader(ImageHeader header, Kind kind, Coding coding, int max, int data) {

  /** What a pixel is. */
  enum Kind {
    BITMAP,
    GRAY,
    COLOR
  }

  /** How values are written. */
  enum Coding {
    PLAIN,
    RAW
  }

  private static final int MAX_MAX = 65_535;

  static PnmHeader read(byte[] encoded, DecodeLimits limits) throws DecodeException {
    int number = encoded[1] - '0';
    Kind kind = Kind.values()[(number - 1) % 3];
    PnmText text = new PnmText(encoded, 2);
    int width = text.number();
    int height = text.number();
    if (width == 0 || height == 0) {
      throw DecodeException.corrupt("PNM claims " + height + "×" + width + " pixels");
    }
    Size size = new Size(height, width);
    limits.requireSize(FileFormat.PNM, size);
    int max = kind == Kind.BITMAP ? 1 : text.number();
    if (max < 1 || max > MAX_MAX) {
      throw DecodeException.corrupt(
          "PNM has a maximum value of " + max + "; it must be between 1 and " + MAX_MAX);
    }
    Set<DecodeNote> notes = max > 255 ? Set.of(DecodeNote.SIXTEEN_BIT) : Set.of();
    int channels = kind == Kind.COLOR ? 3 : 1;
    return new PnmHeader(
        new ImageHeader(FileFormat.PNM, size, channels, Exif.UPRIGHT, notes),
        kind,
        number <= 3 ? Coding.PLAIN : Coding.RAW,
        max,
        text.position());
  }

  /** Whether a character separates the parts of a header or the values of a plain file. */
  static boolean isSpace(int character) {
    return character == ' ' || character >= '\t' && character <= '\r';
  }
}
