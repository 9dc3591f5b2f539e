package dev.emulsion.image.codec;

import java.util.HexFormat;

/**
 * The Huffman tables of files that have none, such as frames of Motion JPEG: the typical ones of
 * the standard.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex K.3</a>
 */
final class JpegStandardTables {

  /** For luminance and for color. */
  static final JpegHuffman[] DC = {
    table("00010501010101010100000000000000", "000102030405060708090A0B"),
    table("00030101010101010101010000000000", "000102030405060708090A0B")
  };

  /** For luminance and for color. */
  static final JpegHuffman[] AC = {
    table(
        "0002010303020403050504040000017D",
        "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A16"
            + "1718191A25262728292A3435363738393A434445464748494A535455565758595A63646566676869"
            + "6A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6"
            + "B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8"
            + "F9FA"),
    table(
        "00020102040403040705040400010277",
        "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434"
            + "E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768"
            + "696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4"
            + "B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8"
            + "F9FA")
  };

  private JpegStandardTables() {}

  /** A table of codes per length and symbols, in hexadecimal. */
  private static JpegHuffman table(String counts, String symbols) {
    try {
      return JpegHuffman.of(HexFormat.of().parseHex(counts + symbols));
    } catch (DecodeException e) {
      throw new IllegalStateException(e);
    }
  }
}
