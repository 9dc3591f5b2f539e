package dev.emulsion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.Entry;
import dev.emulsion.image.Image;
import dev.emulsion.mix.Mixes;
import dev.emulsion.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperationPicturesTest {

  /** How far a sample may be off, on average, where another JPEG encoder is at work. */
  private static final double ENCODERS = 0.5;

  private static final long MOST_BYTES = 1_500_000;

  private final OperationPictures pictures;

  OperationPicturesTest() throws IOException {
    pictures = new OperationPictures(Path.of(".."));
  }

  @Test
  void everyOperationHasAnExampleInTheOrderOfTheRegistries() throws IOException {
    List<String> names = new ArrayList<>(Transforms.all().stream().map(Entry::name).toList());
    names.addAll(Mixes.all().stream().map(Entry::name).toList());
    assertThat(pictures.examples()).extracting(Example::name).isEqualTo(names);
    assertThat(pictures.examples())
        .allSatisfy(
            example ->
                assertThat(example.picture())
                    .isEqualTo("images/operations/" + example.name() + ".jpg"));
  }

  @Test
  void everyPictureShowsWhatItsExampleDoesToday() throws IOException {
    for (Example example : pictures.examples()) {
      Image made = OperationPictures.decode(pictures.encoded(example));
      Image shown = OperationPictures.decode(Files.readAllBytes(pictures.file(example)));
      assertThat(shown.size()).as(example.text()).isEqualTo(made.size());
      assertThat(difference(shown, made))
          .as("%s; docs/make-pictures.sh makes its picture again", example.text())
          .isLessThan(ENCODERS);
    }
  }

  @Test
  void whatComesOutDiffersFromWhatGoesIn() throws IOException {
    for (Example example : pictures.examples()) {
      List<Image> parts = pictures.parts(example);
      assertThat(parts).as(example.text()).doesNotHaveDuplicates();
    }
  }

  @Test
  void theFolderHoldsThesePicturesOnlyAndTheyAreSmall() throws IOException {
    List<Path> expected = new ArrayList<>();
    long bytes = 0;
    for (Example example : pictures.examples()) {
      expected.add(pictures.file(example));
      bytes += Files.size(pictures.file(example));
    }
    try (Stream<Path> files = Files.list(expected.get(0).getParent())) {
      assertThat(files).containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  private static double difference(Image a, Image b) {
    long sum = 0;
    for (int i = 0; i < a.samples().length; i++) {
      sum += Math.abs((a.samples()[i] & 0xFF) - (b.samples()[i] & 0xFF));
    }
    return (double) sum / a.samples().length;
  }
}
