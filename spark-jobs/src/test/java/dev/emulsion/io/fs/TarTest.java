package dev.emulsion.io.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives are written by Commons Compress, and broken by hand. */
class TarTest {

  private static final String LONG = "a folder/".repeat(40) + "größe: 100%.jpg";

  @TempDir private Path directory;

  @Test
  void membersComeInOrderWithTheirBytes() throws IOException {
    Path tar = write(TarArchiveOutputStream.LONGFILE_ERROR, "cat/1.jpg", "cat/1.cls");
    assertThat(members(tar)).containsExactly("cat/1.jpg=<cat/1.jpg>", "cat/1.cls=<cat/1.cls>");
  }

  @ParameterizedTest
  @ValueSource(ints = {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX})
  void longNamesAreRead(int form) throws IOException {
    Path tar = write(form, "1.jpg", LONG, "2.jpg");
    assertThat(members(tar))
        .containsExactly("1.jpg=<1.jpg>", LONG + "=<" + LONG + ">", "2.jpg=<2.jpg>");
  }

  @Test
  void theOldPrefixFieldIsPutInFront() throws IOException {
    byte[] header = header("1.jpg", '0', 3);
    byte[] prefix = "far/away".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(prefix, 0, header, 345, prefix.length);
    Path tar = file(signed(header), padded("abc"), new byte[1024]);
    assertThat(members(tar)).containsExactly("far/away/1.jpg=abc");
  }

  @Test
  void foldersAreLeftOutAndLinksAreEmpty() throws IOException {
    Path tar =
        file(
            signed(header("./cat/", '5', 0)),
            signed(header("./cat/1.jpg", '0', 2)),
            padded("ab"),
            signed(header("./cat/2.jpg", '1', 2)),
            new byte[1024]);
    assertThat(members(tar)).containsExactly("cat/1.jpg=ab", "cat/2.jpg=");
  }

  @Test
  void sizesBeyondElevenOctalDigitsAreRead() throws IOException {
    byte[] header = header("1.jpg", '0', 0);
    Arrays.fill(header, 124, 136, (byte) 0);
    header[124] = (byte) 0x80;
    header[134] = 1; // base 256: 1·256 + 2
    header[135] = 2;
    Path tar = file(signed(header), new byte[512], new byte[1024]);
    assertThat(lengths(tar)).containsExactly(258L);
  }

  @Test
  void theSizeOfAnExtendedHeaderWins() throws IOException {
    byte[] record = "12 size=700\n".getBytes(StandardCharsets.US_ASCII);
    Path tar =
        file(
            signed(header("pax", 'x', record.length)),
            Arrays.copyOf(record, 512),
            signed(header("1.jpg", '0', 1)),
            new byte[1024],
            new byte[1024]);
    assertThat(lengths(tar)).containsExactly(700L);
  }

  @Test
  void anArchiveCutInAMemberIsTruncated() throws IOException {
    byte[] whole = Files.readAllBytes(write(TarArchiveOutputStream.LONGFILE_GNU, "cat/1.jpg"));
    Path tar = file(Arrays.copyOf(whole, 515));
    assertThatThrownBy(() -> members(tar))
        .isInstanceOf(DataException.class)
        .hasMessage(
            tar
                + " is truncated: it ends in cat/1.jpg, after 515 bytes; fetch or write it again,"
                + " or leave it out");
  }

  @Test
  void anArchiveCutBetweenMembersIsTruncated() throws IOException {
    byte[] whole = Files.readAllBytes(write(TarArchiveOutputStream.LONGFILE_GNU, "1.jpg", "2.jpg"));
    Path tar = file(Arrays.copyOf(whole, 1024));
    assertThatThrownBy(() -> members(tar))
        .isInstanceOf(DataException.class)
        .hasMessage(
            tar
                + " is truncated: it ends after 1024 bytes without the end-of-archive mark; fetch"
                + " or write it again, or remove it");
  }

  @Test
  void whatIsNoTarIsNamed() throws IOException {
    Path noise = file(new byte[] {1}, new byte[1023]);
    assertThatThrownBy(() -> members(noise))
        .isInstanceOf(DataException.class)
        .hasMessage(noise + " is not a tar archive; leave it out");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(new byte[100_000]);
    }
    Path gzip = file(Arrays.copyOf(out.toByteArray(), 1024));
    assertThatThrownBy(() -> members(gzip))
        .isInstanceOf(DataException.class)
        .hasMessage(
            gzip
                + " is compressed, so that nothing in it can be found; unpack it with gunzip, which"
                + " costs little, since images hardly shrink");
  }

  @Test
  void aDamagedHeaderIsNamedByItsPlace() throws IOException {
    Path tar = file(signed(header("1.jpg", '0', 0)), header("2.jpg", '0', 0), new byte[1024]);
    assertThatThrownBy(() -> members(tar))
        .isInstanceOf(DataException.class)
        .hasMessage(tar + " is damaged: there is no header at byte 512; fetch or write it again");
  }

  @Test
  void anExtendedHeaderThatCannotBeReadIsNamed() throws IOException {
    byte[] record = "99 path=x\n".getBytes(StandardCharsets.US_ASCII);
    Path tar =
        file(signed(header("pax", 'x', record.length)), Arrays.copyOf(record, 512), new byte[1024]);
    assertThatThrownBy(() -> members(tar))
        .isInstanceOf(DataException.class)
        .hasMessage(tar + " is damaged: the extended header at byte 512 cannot be read");
  }

  @Test
  void sparseMembersAreQuarantined() throws IOException {
    Path tar = file(signed(header("1.jpg", 'S', 0)), new byte[1024]);
    assertThatThrownBy(() -> members(tar))
        .isInstanceOf(DataException.class)
        .hasMessage(tar + " holds the sparse member 1.jpg; write it again without --sparse");
  }

  /** Every name and content, as {@code name=content}. */
  private static List<String> members(Path file) throws IOException {
    List<String> members = new ArrayList<>();
    walk(
        file,
        (tar, member) -> {
          String content = new String(tar.read(member, 1000), StandardCharsets.UTF_8);
          members.add(member.name() + "=" + content);
        });
    return members;
  }

  private static List<Long> lengths(Path file) throws IOException {
    List<Long> lengths = new ArrayList<>();
    walk(file, (tar, member) -> lengths.add(member.length()));
    return lengths;
  }

  private interface Visit {
    void visit(Tar tar, Tar.Member member) throws IOException;
  }

  private static void walk(Path file, Visit visit) throws IOException {
    FileSystem fs = FileSystem.getLocal(new Configuration()).getRaw();
    try (FSDataInputStream in = fs.open(new org.apache.hadoop.fs.Path(file.toString()))) {
      Tar tar = new Tar(file.toString(), in, Files.size(file));
      for (Optional<Tar.Member> member = tar.next(); member.isPresent(); member = tar.next()) {
        visit.visit(tar, member.get());
      }
    }
  }

  /** Members that hold their names in angle brackets. */
  private Path write(int longNames, String... names) throws IOException {
    Path file = directory.resolve("written.tar");
    try (TarArchiveOutputStream out =
        new TarArchiveOutputStream(Files.newOutputStream(file), "UTF-8")) {
      out.setLongFileMode(longNames);
      for (String name : names) {
        byte[] content = ("<" + name + ">").getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
      }
    }
    return file;
  }

  private Path file(byte[]... blocks) throws IOException {
    Path file = directory.resolve("made-" + blocks[0].length + "-" + blocks.length + ".tar");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] block : blocks) {
        out.write(block);
      }
    }
    return file;
  }

  private static byte[] padded(String content) {
    return Arrays.copyOf(content.getBytes(StandardCharsets.US_ASCII), 512);
  }

  /** A POSIX header without its checksum. */
  private static byte[] header(String name, char type, long size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, String.format("%011o", size));
    header[156] = (byte) type;
    put(header, 257, "ustar");
    put(header, 263, "00");
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] signed(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    return header;
  }
}
