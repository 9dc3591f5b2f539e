package dev.emulsion.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Image folders of every shape. */
class DeepFolderIT {

  @TempDir private Path directory;

  private void write(String path) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, path);
  }

  @Test
  void everyLevelIsListedAndIdsAreWhatTheRecipeSays() throws IOException {
    List<String> images =
        List.of("cat/1.jpg", "cat/a/b/c/2.v1.png", "dog/x:y/3 %41.jpeg", "größe/é/4.webp");
    for (String image : images) {
      write(image);
    }
    write("beside.jpg");
    write("cat/.hidden/5.jpg");
    write("dog/readme.md");
    Reading reading = Reading.of(Reading.input("image-folder", directory));
    assertThat(reading.all())
        .containsExactly(
            "cat/1.jpg [cat] cat/1.jpg",
            "cat/a/b/c/2.v1.png [cat] cat/a/b/c/2.v1.png",
            "dog/x:y/3 %41.jpeg [dog] dog/x:y/3 %41.jpeg",
            "größe/é/4.webp [größe] größe/é/4.webp");
    assertThat(reading.samples().info().ignored()).isEqualTo(3);
    assertThat(reading.endingWith("1.jpg")).containsExactly("cat/1.jpg [cat] cat/1.jpg");
    assertThat(Reading.of(Reading.input("image-folder", directory), "input.ids=stem").lengths())
        .containsExactly("cat/1 9", "cat/a/b/c/2 18", "dog/x:y/3 %41 18", "größe/é/4 17");
  }
}
