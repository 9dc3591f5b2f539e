package dev.emulsion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.OperationType;
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

class OperationImagesTest {

  /** How far a sample may be off, on average, where another JPEG encoder is at work. */
  private static final double ENCODERS = 0.5;

  private static final long MAX_BYTES = 1_500_000;

  private final OperationImages images;

  OperationImagesTest() throws IOException {
    images = new OperationImages(Path.of(".."));
  }

  @Test
  void everyOperationHasAnExampleInTheOrderOfTheRegistries() throws IOException {
    List<String> names =
        new ArrayList<>(Transforms.all().stream().map(OperationType::name).toList());
    names.addAll(Mixes.all().stream().map(OperationType::name).toList());
    assertThat(images.examples()).extracting(Example::name).isEqualTo(names);
    assertThat(images.examples())
        .allSatisfy(
            example ->
                assertThat(example.image())
                    .isEqualTo("images/operations/" + example.name() + ".jpg"));
  }

  @Test
  void everyImageShowsWhatItsExampleDoesToday() throws IOException {
    for (Example example : images.examples()) {
      Image made = OperationImages.decode(images.encoded(example));
      Image shown = OperationImages.decode(Files.readAllBytes(images.file(example)));
      assertThat(shown.size()).as(example.text()).isEqualTo(made.size());
      assertThat(difference(shown, made))
          .as("%s; docs/make-images.sh makes its image again", example.text())
          .isLessThan(ENCODERS);
    }
  }

  @Test
  void whatComesOutDiffersFromWhatGoesIn() throws IOException {
    for (Example example : images.examples()) {
      List<Image> parts = images.parts(example);
      assertThat(parts).as(example.text()).doesNotHaveDuplicates();
    }
  }

  @Test
  void theFolderHoldsTheseImagesOnlyAndTheyAreSmall() throws IOException {
    List<Path> expected = new ArrayList<>();
    long bytes = 0;
    for (Example example : images.examples()) {
      expected.add(images.file(example));
      bytes += Files.size(images.file(example));
    }
    try (Stream<Path> files = Files.list(expected.get(0).getParent())) {
      assertThat(files).containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(bytes).isLessThan(MAX_BYTES);
  }

  private static double difference(Image a, Image b) {
    long sum = 0;
    for (int i = 0; i < a.samples().length; i++) {
      sum += Math.abs((a.samples()[i] & 0xFF) - (b.samples()[i] & 0xFF));
    }
    return (double) sum / a.samples().length;
  }
}
