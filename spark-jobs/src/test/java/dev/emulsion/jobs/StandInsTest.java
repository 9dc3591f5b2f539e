package dev.emulsion.jobs;

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

class StandInsTest {

  private static final Path PHOTOS = Path.of("..", "conf", "quickstart", "photos");

  @TempDir private Path directory;

  @Test
  void everyNameSaysWhatItIs() throws IOException {
    Path cats = PHOTOS.resolve("cat");
    long count = StandIns.write(cats, directory);

    List<String> names;
    try (Stream<Path> files = Files.walk(directory)) {
      names =
          files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).sorted().toList();
    }
    assertThat(count).isEqualTo(8L * StandIns.prompts().size()).isEqualTo(names.size());
    assertThat(names).contains("cat_00.jpg_generated_stand-in watercolor art_0.jpg");
    assertThat(names).allSatisfy(name -> assertThat(name).contains("_generated_stand-in "));
    assertThat(StandIns.prompts()).allSatisfy(prompt -> assertThat(prompt).startsWith("stand-in "));
  }

  @Test
  void whatIsThereStays() throws IOException {
    StandIns.write(PHOTOS.resolve("cat"), directory);
    Path one = directory.resolve("cat_00.jpg_generated_stand-in snowy_0.jpg");
    Files.writeString(one, "mine");
    StandIns.write(PHOTOS.resolve("cat"), directory);
    assertThat(one).hasContent("mine");
  }

  @Test
  void everyFilterChangesThePhotoInItsOwnWayAndAlwaysAlike() {
    byte[] samples = new byte[90 * 120 * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 7 + i / 360 * 13);
    }
    Image photo = Image.of(90, 120, 3, samples);
    Set<Image> all = new HashSet<>();
    for (String prompt : StandIns.prompts()) {
      String plain = prompt.substring(StandIns.MARK.length());
      Image standIn = StandIns.of(plain, photo);
      assertThat(standIn.size()).isEqualTo(Size.square(256));
      assertThat(StandIns.of(plain, photo)).isEqualTo(standIn);
      all.add(standIn);
    }
    assertThat(all).hasSize(StandIns.prompts().size());
  }
}
