package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.attention.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedNamesTest {

  @TempDir private Path folder;
  private final SavedNames names = new SavedNames();

  @Test
  void aNameIsTheIdPercentEncoded() {
    assertThat(names.of("cat/1 ä*.jpg@0.0")).isEqualTo("cat%2F1+%C3%A4%2A.jpg@0.0.png");
  }

  @Test
  void aLongIdIsShortenedAndHashed() throws IOException {
    String id = "cat/" + "x".repeat(300) + "@0.0";
    String name = names.of(id);
    assertThat(name).startsWith("cat%2Fxxx").endsWith("~" + sha256(id).substring(0, 16) + ".png");
    assertThat(name).hasSize(128);
    assertThat(names.of("cat/" + "x".repeat(301) + "@0.0")).hasSize(128).isNotEqualTo(name);
  }

  @Test
  void lengthCountsInBytesAndNoEscapeIsCut() {
    for (int n = 0; n < 12; n++) {
      String name = names.of("x".repeat(n) + "猫".repeat(80) + "@0.0"); // 9 bytes each
      assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(128);
      assertThat(name).matches("x*(%[0-9A-F]{2})+~[0-9a-f]{16}\\.png");
    }
  }

  @Test
  void idsThatDifferInCaseOnlyGetTwoNamesOnAnyFileSystem() throws IOException {
    assertThat(names.of("Cat/1.jpg@0.0")).isEqualTo("Cat%2F1.jpg@0.0.png");
    assertThat(names.of("cat/1.jpg@0.0"))
        .isEqualTo("cat%2F1.jpg@0.0~" + sha256("cat/1.jpg@0.0").substring(0, 16) + ".png");
  }

  @Test
  void secretsAreNotPartOfAName() {
    String id = "https://h/x.jpg?X-Amz-Signature=SECRET@0.0";
    assertThat(names.of(id)).startsWith("https%3A%2F%2Fh%2Fx.jpg%3F...~").doesNotContain("SECRET");
  }

  private String sha256(String text) throws IOException {
    return ModelFile.sha256(Files.writeString(folder.resolve("id"), text));
  }
}
