package dev.emulsion.io.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;

class FolderSumsTest {

  private static FolderSums of(IndexRow... files) {
    return FolderSums.of(List.of(files).stream().map(IndexRow::toRow).iterator());
  }

  private static IndexRow image(String path, long bytes) {
    String name = path.substring(0, path.indexOf('/'));
    return new IndexRow(path, SourceLabel.ofTexts(List.of(name)), path, bytes);
  }

  private static IndexRow other(String path) {
    return new IndexRow(path, SourceLabel.NONE, path, 1000);
  }

  @Test
  void imagesAreCountedByClassAndSplitAndOtherFilesByKind() {
    FolderSums sums =
        of(
            image("cat/1.jpg", 10),
            image("cat/train/2.jpg", 20),
            image("dog/cafe\u0301.jpg", 30),
            other("cat/notes.txt"),
            other("cat/more.TXT"),
            other("beside.jpg"));
    assertThat(sums)
        .isEqualTo(
            new FolderSums(
                3,
                60,
                1,
                Set.of("cat", "dog"),
                Map.of("", 2L, "train", 1L),
                Map.of(".txt", 2L, "images outside the class folders", 1L)));
    assertThat(sums.ignoredFiles()).isEqualTo(3);
  }

  @Test
  void sumsOfPartsAreThoseOfTheWhole() {
    IndexRow[] files = {
      image("cat/1.jpg", 10), image("dog/train/2.jpg", 20), other("a.txt"), image("cat/3.jpg", 40)
    };
    FolderSums whole = of(files);
    for (int i = 0; i <= files.length; i++) {
      List<IndexRow> all = List.of(files);
      FolderSums first = of(all.subList(0, i).toArray(IndexRow[]::new));
      FolderSums rest = of(all.subList(i, files.length).toArray(IndexRow[]::new));
      assertThat(first.and(rest)).isEqualTo(whole);
    }
    assertThat(whole.and(FolderSums.NONE)).isEqualTo(whole);
  }

  @Test
  void theMostFrequentKindsAreNamedAndOfEquallyFrequentOnesTheFirst() {
    FolderSums sums = of(other("1.c"), other("2.b"), other("3.a"), other("4.c"));
    assertThat(sums.ignoredKinds(2)).isEqualTo(Map.of(".c", 2L, ".a", 1L));
  }

  @Test
  void kindsWithoutEndCountAsOne() {
    FolderSums sums =
        of(IntStream.range(0, 10_500).mapToObj(i -> other("f." + i)).toArray(IndexRow[]::new));
    assertThat(sums.ignored()).hasSize(10_001).containsEntry("other", 500L);
  }

  @Test
  void tasksCanReturnThem() {
    // Spark rejects classes that are not public, and only when a folder is too large for the driver
    assertThat(Encoders.javaSerialization(FolderSums.class).clsTag().runtimeClass())
        .isEqualTo(FolderSums.class);
  }
}
