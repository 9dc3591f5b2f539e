package dev.emulsion.jobs.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceholderImagesTest {

  private static final Path IMAGES = Path.of("..", "conf", "quickstart", "images");

  @TempDir private Path directory;

  @Test
  void everyNameSaysWhatItIs() throws IOException {
    Path cats = IMAGES.resolve("cat");
    long count = PlaceholderImages.write(cats, directory);

    List<String> names;
    try (Stream<Path> files = Files.walk(directory)) {
      names =
          files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).sorted().toList();
    }
    assertThat(count).isEqualTo(8L * PlaceholderImages.prompts().size()).isEqualTo(names.size());
    assertThat(names).contains("cat_00.jpg_generated_stand-in watercolor art_0.jpg");
    assertThat(names).allSatisfy(name -> assertThat(name).contains("_generated_stand-in "));
    assertThat(PlaceholderImages.prompts())
        .allSatisfy(prompt -> assertThat(prompt).startsWith("stand-in "));
  }

  @Test
  void whatIsThereStays() throws IOException {
    PlaceholderImages.write(IMAGES.resolve("cat"), directory);
    Path one = directory.resolve("cat_00.jpg_generated_stand-in snowy_0.jpg");
    Files.writeString(one, "mine");
    PlaceholderImages.write(IMAGES.resolve("cat"), directory);
    assertThat(one).hasContent("mine");
  }

  @Test
  void everyFilterChangesTheImageInItsOwnWayAndAlwaysAlike() {
    byte[] samples = new byte[90 * 120 * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 7 + i / 360 * 13);
    }
    Image image = Image.of(90, 120, 3, samples);
    Set<Image> all = new HashSet<>();
    for (String prompt : PlaceholderImages.prompts()) {
      String plain = prompt.substring(PlaceholderImages.MARK.length());
      Image standIn = PlaceholderImages.of(plain, image);
      assertThat(standIn.size()).isEqualTo(Size.square(256));
      assertThat(PlaceholderImages.of(plain, image)).isEqualTo(standIn);
      all.add(standIn);
    }
    assertThat(all).hasSize(PlaceholderImages.prompts().size());
  }
}
