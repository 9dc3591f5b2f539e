package dev.emulsion.spark.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashedPathTest {

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("file");
  }

  private HashedPath hashed() {
    return new HashedPath(new org.apache.hadoop.fs.Path(file().toUri()));
  }

  private static FSDataOutputStream create(HashedPath path) throws IOException {
    return path.getFileSystem(new Configuration(false)).create(path, true);
  }

  @Test
  void theHashIsThatOfTheFileHoweverItIsWritten() throws IOException {
    HashedPath path = hashed();
    try (FSDataOutputStream out = create(path)) {
      out.write('a');
      out.write(new byte[] {'b', 'c'});
      out.write(new byte[] {0, 'd', 'e', 0}, 1, 2);
      out.writeInt(7);
      out.hflush();
      assertThat(out.getPos()).isEqualTo(9);
      out.write(new byte[100_000]);
    }
    assertThat(Files.readAllBytes(file())).hasSize(100_009).startsWith('a', 'b', 'c', 'd', 'e', 0);
    assertThat(path.sha256()).isEqualTo(Sha256.hex(Files.readAllBytes(file())));
  }

  @Test
  void aFileThatIsCreatedAnewIsHashedAnew() throws IOException {
    HashedPath path = hashed();
    try (FSDataOutputStream out = create(path)) {
      out.write(new byte[] {1, 2, 3});
    }
    try (FSDataOutputStream out = create(path)) {
      out.write(new byte[] {'a', 'b', 'c'});
    }
    // FIPS 180-2, appendix B.1
    assertThat(path.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void digestsOfTasksAreMergedByName() {
    FileDigests all = new FileDigests();
    FileDigests task = all.copy();
    task.add(new FileDigests.Named("b", "2"));
    all.add(new FileDigests.Named("a", "1"));
    assertThat(task.copy().value()).isEqualTo(Map.of("b", "2"));
    all.merge(task);
    assertThat(all.value()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(all.isZero()).isFalse();
    all.reset();
    assertThat(all.isZero()).isTrue();
  }
}
