package dev.emulsion.image.codec;

/** Reads decimal numbers and bits from the text of a PNM file, without its comments. */
final class PnmText {

  private static final int MAX_DIGITS = 9;

  private final ByteReader bytes;
  private int position;

  PnmText(byte[] encoded, int position) {
    this.bytes = new ByteReader(encoded, "PNM");
    this.position = position;
  }

  /** Position after the last number and the one space that ends it. */
  int position() {
    return position;
  }

  /** The next number, of at most nine digits. */
  int number() throws DecodeException {
    int character = next();
    while (PnmHeader.isSpace(character)) {
      character = next();
    }
    int value = 0;
    int digits = 0;
    while (!PnmHeader.isSpace(character)) {
      value = 10 * value + digit(character, '9');
      digits++;
      if (digits > MAX_DIGITS) {
        throw DecodeException.corrupt("PNM has a number of more than " + MAX_DIGITS + " digits");
      }
      if (position == bytes.length()) {
        return value;
      }
      character = next();
    }
    return value;
  }

  /** The next digit 0 or 1; spaces between bits may be missing. */
  int bit() throws DecodeException {
    int character = next();
    while (PnmHeader.isSpace(character)) {
      character = next();
    }
    return digit(character, '1');
  }

  private static int digit(int character, char last) throws DecodeException {
    if (character < '0' || character > last) {
      throw DecodeException.corrupt(
          String.format("PNM has a byte %02x where a digit should be", character));
    }
    return character - '0';
  }

  /** The next character. A comment, up to the end of its line, is skipped. */
  private int next() throws DecodeException {
    int character = bytes.u8(position++);
    while (character == '#') {
      do {
        character = bytes.u8(position++);
      } while (character != '\n' && character != '\r');
      character = bytes.u8(position++);
    }
    return character;
  }
}
