package dev.emulsion.io.fs;

import dev.emulsion.Require;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tar archive of plain files in the POSIX form. Equal members give equal bytes: owner,
 * group and time are 0, the mode is 644.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">POSIX
 *     ustar</a>
 */
public final class TarOutput implements Closeable {

  /** The longest name that fits a header. */
  static final int MAX_NAME_BYTES = 100;

  private static final int BLOCK = 512;
  private static final int CHECKSUM = 148;

  private final OutputStream out;

  /**
   * @param out closed with this
   */
  public TarOutput(OutputStream out) {
    this.out = out;
  }

  /**
   * Adds a file.
   *
   * @param name at most {@value #MAX_NAME_BYTES} bytes of ASCII
   */
  public void add(String name, byte[] content) throws IOException {
    byte[] header = new byte[BLOCK];
    put(header, 0, name, MAX_NAME_BYTES);
    put(header, 100, "0000644", 7);
    put(header, 108, "0000000", 7);
    put(header, 116, "0000000", 7);
    put(header, 124, octal(content.length, 11), 11);
    put(header, 136, "00000000000", 11);
    header[156] = '0';
    put(header, 257, "ustar", 5);
    put(header, 263, "00", 2);
    put(header, 329, "0000000", 7);
    put(header, 337, "0000000", 7);
    int sum = 8 * ' ';
    for (byte b : header) {
      sum += b & 0xFF;
    }
    put(header, CHECKSUM, octal(sum, 6) + "\0 ", 8);
    out.write(header);
    out.write(content);
    out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static void put(byte[] header, int at, String text, int max) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    Require.that(
        bytes.length <= max, "a tar member's name must have at most 100 bytes, was " + text);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String octal(int number, int digits) {
    String text = Integer.toOctalString(number);
    return "0".repeat(digits - text.length()) + text;
  }

  /** Ends the archive with two empty blocks. */
  @Override
  public void close() throws IOException {
    try (out) {
      out.write(new byte[2 * BLOCK]);
    }
  }
}
