package dev.emulsion.io.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarOutputTest {

  @TempDir private Path directory;

  @Test
  void theSystemsTarReadsIt() throws Exception {
    Path file = Files.write(directory.resolve("a.tar"), archive());
    assertThat(tar("-tvf", file.toString(), "--numeric-owner", "--utc"))
        .contains("-rw-r--r-- 0/0             513 1970-01-01 00:00 one.jpg")
        .contains("-rw-r--r-- 0/0               0 1970-01-01 00:00 empty")
        .contains("-rw-r--r-- 0/0               2 1970-01-01 00:00 two.json");
    assertThat(tar("-xOf", file.toString(), "two.json")).isEqualTo("{}");
  }

  @Test
  void membersBeginAtBlocksAndTwoEmptyOnesEndIt() throws IOException {
    // headers of 512, contents of 1024, 0 and 512, and the end
    assertThat(archive()).hasSize(3 * 512 + 1024 + 512 + 1024).isEqualTo(archive());
  }

  @Test
  void aNameThatDoesNotFitIsQuarantined() {
    assertThatThrownBy(
            () -> {
              try (TarOutput tar = new TarOutput(new ByteArrayOutputStream())) {
                tar.add("x".repeat(101), new byte[0]);
              }
            })
        .hasMessage("a tar member's name must have at most 100 bytes, was " + "x".repeat(101));
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarOutput tar = new TarOutput(bytes)) {
      tar.add("one.jpg", new byte[513]);
      tar.add("empty", new byte[0]);
      tar.add("two.json", "{}".getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }

  private static String tar(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "tar";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
