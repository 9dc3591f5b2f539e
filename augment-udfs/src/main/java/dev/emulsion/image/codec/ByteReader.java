package dev.emulsion.image.codec;

import java.nio.charset.StandardCharsets;

/**
 * Reads numbers from an encoded file. A read past the end of the file is a {@code TRUNCATED} error
 * that states the file's length.
 *
 * @param format name of the format, for messages
 */
record ByteReader(byte[] data, String format) {

  int length() {
    return data.length;
  }

  int u8(int at) throws DecodeException {
    return data[requireBytes(at, 1)] & 0xFF;
  }

  int u16(int at) throws DecodeException {
    requireBytes(at, 2);
    return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
  }

  int u16LittleEndian(int at) throws DecodeException {
    return Short.toUnsignedInt(Short.reverseBytes((short) u16(at)));
  }

  int u24LittleEndian(int at) throws DecodeException {
    return u16LittleEndian(at) | u8(at + 2) << 16;
  }

  /** An unsigned number, up to 2³² − 1. */
  long u32(int at) throws DecodeException {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  long u32LittleEndian(int at) throws DecodeException {
    return Integer.toUnsignedLong(Integer.reverseBytes((int) u32(at)));
  }

  /** Whether the file has these characters at {@code at}; false past the end. */
  boolean has(int at, String ascii) {
    byte[] wanted = ascii.getBytes(StandardCharsets.ISO_8859_1);
    if (at < 0 || at > data.length - wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (data[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Four characters, with {@code ?} for those that are not alphanumeric or a space. */
  String name(int at) throws DecodeException {
    requireBytes(at, 4);
    char[] name = new char[4];
    for (int i = 0; i < name.length; i++) {
      char character = (char) (data[at + i] & 0xFF);
      boolean shown =
          character < 0x80 && (Character.isLetterOrDigit(character) || character == ' ');
      name[i] = shown ? character : '?';
    }
    return new String(name);
  }

  /** Requires {@code count} bytes at {@code at}, which is returned. */
  int requireBytes(int at, long count) throws DecodeException {
    if (at < 0 || count > (long) data.length - at) {
      throw DecodeException.truncated(format + " ends after " + data.length + " bytes");
    }
    return at;
  }
}
