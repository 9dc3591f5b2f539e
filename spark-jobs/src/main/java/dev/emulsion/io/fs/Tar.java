package dev.emulsion.io.fs;

import dev.emulsion.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The members of a tar archive. Reads headers and seeks over contents.
 *
 * <p>Supports the POSIX format with PAX extensions and the GNU format with long names. Folders and
 * links have no content; sparse members are an error.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">POSIX pax</a>
 */
public final class Tar {

  private static final int BLOCK = 512;
  private static final int MAX_NAME_BYTES = 1 << 20;
  private static final String EXTENDED = "an extended header";

  private final String path;
  private final FSDataInputStream in;
  private final long length;
  private final byte[] header = new byte[BLOCK];
  private long at;

  /**
   * @param path for error messages
   * @param length size of the archive in bytes
   */
  public Tar(String path, FSDataInputStream in, long length) {
    this.path = path;
    this.in = in;
    this.length = length;
  }

  /**
   * A file in the archive, or a link, which is empty.
   *
   * @param name path in the archive, without a leading {@code ./}
   * @param offset position of its first byte in the archive
   */
  public record Member(String name, long offset, long length) {}

  /** The fields of an extended header, which apply to the member that follows. */
  private record Extended(Optional<String> name, Optional<Long> length) {

    static final Extended NOTHING = new Extended(Optional.empty(), Optional.empty());
  }

  /**
   * The next member; empty after the last.
   *
   * @throws DataException if this is not a tar archive, or if it is damaged or truncated
   */
  public Optional<Member> next() throws IOException {
    Extended extended = Extended.NOTHING;
    while (readHeader()) {
      long size = size();
      switch (header[156]) {
        case 'L' -> {
          String name = text(content(size), 0, (int) size);
          extended = new Extended(Optional.of(name), extended.length());
          skip(EXTENDED, size);
        }
        case 'x', 'X' -> {
          extended = extended(content(size), extended);
          skip(EXTENDED, size);
        }
        case 'g', 'K', 'V' -> skip(EXTENDED, size);
        case '1', '2' -> {
          return Optional.of(member(extended.name().orElseGet(this::name), 0));
        }
        case '3', '4', '5', '6' -> extended = Extended.NOTHING;
        case 'S' ->
            throw new DataException(
                path + " holds the sparse member " + name() + "; write it again without --sparse");
        default -> {
          Member member =
              member(extended.name().orElseGet(this::name), extended.length().orElse(size));
          skip(member.name(), member.length());
          return Optional.of(member);
        }
      }
    }
    return Optional.empty();
  }

  /** The first bytes of a member, at most {@code max}. */
  public byte[] read(Member member, int max) throws IOException {
    in.seek(member.offset());
    return in.readNBytes((int) Math.min(member.length(), max));
  }

  private Member member(String name, long size) {
    return new Member(name.startsWith("./") ? name.substring(2) : name, at, size);
  }

  /**
   * Reads the header at the current position and advances past it; false at the end of the archive.
   */
  private boolean readHeader() throws IOException {
    if (at + BLOCK > length) {
      throw new DataException(
          path
              + " is truncated: it ends after "
              + length
              + " bytes without the end-of-archive mark; fetch or write it again, or remove it");
    }
    in.seek(at);
    in.readFully(header);
    boolean empty = true;
    long sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++) {
      empty &= header[i] == 0;
      sum += i < 148 || i >= 156 ? header[i] & 0xFF : 0;
    }
    if (empty) {
      return false;
    }
    if (sum != number(148, 8)) {
      throw new DataException(notATar());
    }
    at += BLOCK;
    return true;
  }

  private String notATar() {
    if (at > 0) {
      return path + " is damaged: there is no header at byte " + at + "; fetch or write it again";
    }
    boolean gzip = (header[0] & 0xFF) == 0x1F && (header[1] & 0xFF) == 0x8B;
    return path
        + (gzip
            ? " is compressed, so that nothing in it can be found; unpack it with gunzip, which"
                + " costs little, since images hardly shrink"
            : " is not a tar archive; leave it out");
  }

  private void skip(String what, long size) {
    requireThere(what, size);
    at += (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private void requireThere(String what, long size) {
    if (size > length - at) {
      throw new DataException(
          path
              + " is truncated: it ends in "
              + what
              + ", after "
              + length
              + " bytes; fetch or write it again, or leave it out");
    }
  }

  private byte[] content(long size) throws IOException {
    if (size > MAX_NAME_BYTES) {
      throw new DataException(
          path + " is damaged: a name at byte " + at + " has " + size + " bytes; write it again");
    }
    requireThere(EXTENDED, size);
    in.seek(at);
    return in.readNBytes((int) size);
  }

  /** Parses PAX records: length, blank, key, equals sign, value. */
  private Extended extended(byte[] records, Extended before) {
    Optional<String> name = before.name();
    Optional<Long> size = before.length();
    int from = 0;
    while (from < records.length && records[from] != 0) {
      int blank = from;
      while (blank < records.length && records[blank] != ' ') {
        blank++;
      }
      int end = from + (int) whole(text(records, from, blank - from));
      if (end <= blank || end > records.length) {
        throw new DataException(
            path + " is damaged: the extended header at byte " + at + " cannot be read");
      }
      String line = text(records, blank + 1, end - blank - 2);
      int equals = line.indexOf('=');
      String key = line.substring(0, Math.max(equals, 0));
      String value = line.substring(equals + 1);
      switch (key) {
        case "path" -> name = Optional.of(value);
        case "size" -> size = Optional.of(whole(value));
        case "GNU.sparse.major", "GNU.sparse.map" ->
            throw new DataException(
                path + " holds a sparse member; write it again without --sparse");
        default -> {}
      }
      from = end;
    }
    return new Extended(name, size);
  }

  private String name() {
    String name = text(header, 0, 100);
    boolean posix = text(header, 257, 6).equals("ustar") && header[262] == 0;
    String prefix = posix ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private long size() {
    long size = number(124, 12);
    if (size < 0) {
      throw new DataException(path + " is damaged: there is no size at byte " + (at - BLOCK + 124));
    }
    return size;
  }

  /** Parses octal digits or, if the first bit is set, a big-endian number; -1 if it is neither. */
  private long number(int from, int bytes) {
    if ((header[from] & 0x80) != 0) {
      long value = header[from] & 0x7F;
      for (int i = from + 1; i < from + bytes; i++) {
        if (value > Long.MAX_VALUE >> 8) {
          return -1;
        }
        value = value << 8 | header[i] & 0xFF;
      }
      return value;
    }
    String digits = text(header, from, bytes).trim();
    if (!digits.matches("[0-7]{0,20}")) {
      return -1;
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private long whole(String digits) {
    if (!digits.matches("[0-9]{1,18}")) {
      throw new DataException(
          path + " is damaged: " + digits + " at byte " + at + " should be a number");
    }
    return Long.parseLong(digits);
  }

  /** UTF-8 up to a zero byte. */
  private static String text(byte[] bytes, int from, int max) {
    int end = from;
    while (end < from + max && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }
}
