package dev.emulsion.image.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.TreeSet;

/**
 * A shared library of 64-bit Linux.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/
 *     symversion.html">Linux Standard Base, Symbol Versioning</a>
 */
final class ElfFile {

  private static final int MAGIC = 0x464C457F; // DEL E L F
  private static final int VERSION_NEEDS = 0x6FFFFFFE;

  private final ByteBuffer bytes;

  ElfFile(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean is64Bits = bytes.length > 64 && this.bytes.getInt(0) == MAGIC && bytes[4] == 2;
    if (!is64Bits || bytes[5] != 1) {
      throw new IllegalArgumentException("not a little-endian ELF file of 64 bits");
    }
  }

  /** The symbol versions of other libraries that are needed, such as {@code GLIBC_2.17}. */
  Set<String> versionNeeds() {
    Set<String> versions = new TreeSet<>();
    int sections = (int) bytes.getLong(0x28);
    int entryBytes = bytes.getShort(0x3A);
    int count = bytes.getShort(0x3C);
    if (count == 0) {
      throw new IllegalArgumentException("an ELF file without sections");
    }
    for (int i = 0; i < count; i++) {
      int section = sections + i * entryBytes;
      if (bytes.getInt(section + 4) == VERSION_NEEDS) {
        int strings = sections + bytes.getInt(section + 0x28) * entryBytes;
        addVersions(offset(section), offset(strings), versions);
      }
    }
    return versions;
  }

  private int offset(int section) {
    return (int) bytes.getLong(section + 0x18);
  }

  private void addVersions(int firstNeed, int strings, Set<String> versions) {
    int need = firstNeed;
    int toNext;
    do { // for each library
      int version = need + bytes.getInt(need + 8);
      for (int left = bytes.getShort(need + 2); left > 0; left--) {
        versions.add(text(strings + bytes.getInt(version + 8)));
        version += bytes.getInt(version + 12);
      }
      toNext = bytes.getInt(need + 12);
      need += toNext;
    } while (toNext != 0);
  }

  private String text(int at) {
    StringBuilder text = new StringBuilder();
    for (int i = at; bytes.get(i) != 0; i++) {
      text.append((char) bytes.get(i));
    }
    return text.toString();
  }
}
