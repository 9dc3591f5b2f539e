package dev.emulsion.io.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WebDatasetKeyTest {

  @Test
  void dotsAndSlashesAreEscaped() {
    assertThat(WebDatasetKey.of("cats/a.b.jpg@0.1")).isEqualTo("cats%2Fa%2Eb%2Ejpg@0%2E1");
    assertThat(WebDatasetKey.of("A_z-9=@")).isEqualTo("A_z-9=@");
  }

  @Test
  void idsThatLookAlikeHaveKeysOfTheirOwn() {
    assertThat(WebDatasetKey.of("a/b.jpg")).isNotEqualTo(WebDatasetKey.of("a_b.jpg"));
    assertThat(WebDatasetKey.of("a%2Eb")).isNotEqualTo(WebDatasetKey.of("a.b"));
    assertThat(WebDatasetKey.of("a~b")).isEqualTo("a%7Eb");
  }

  @Test
  void unescapingGivesTheId() {
    String id = "Größe/日本 100%.jpg@2.0";
    assertThat(URLDecoder.decode(WebDatasetKey.of(id), StandardCharsets.UTF_8)).isEqualTo(id);
  }

  @Test
  void longIdsFitTheNameOfATarMember() {
    String one = "folder/".repeat(30) + "1.jpg@0.0";
    String other = "folder/".repeat(30) + "2.jpg@0.0";
    assertThat(WebDatasetKey.of(one)).hasSize(90).startsWith("folder%2Ffolder%2F").contains("~");
    assertThat(WebDatasetKey.of(other)).hasSize(90).isNotEqualTo(WebDatasetKey.of(one));
    assertThat(WebDatasetKey.of("x".repeat(90))).isEqualTo("x".repeat(90));
  }
}
