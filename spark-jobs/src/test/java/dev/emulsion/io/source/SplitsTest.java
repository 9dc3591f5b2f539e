package dev.emulsion.io.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.RecipeLoader;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitsTest {

  private static InputConfig input(String... set) {
    return RecipeLoader.parse("r", "{input: {path: data}, output: {path: out}}", List.of(set))
        .input();
  }

  private static void check(String things, String... names) {
    Splits.check(input(), List.of(names), things);
  }

  @ParameterizedTest
  @CsvSource({
    "train, train",
    "Training, train",
    "seg_train, train",
    "train2017, train",
    "TRAINSET, train",
    "cifar10-train-00000-of-00002.parquet, train",
    "split=train, train",
    "val, validation",
    "valid, validation",
    "validation-0, validation",
    "dev, validation",
    "test, test",
    "Testing, test",
    "test_images, test",
    "eval, evaluation",
    "trainval, train and validation"
  })
  void usualNamesAreNamesOfSplits(String name, String split) {
    assertThat(Splits.of(name)).contains(split);
  }

  @ParameterizedTest
  @CsvSource({
    "cat",
    "trainer",
    "contest",
    "valley",
    "device",
    "trains",
    "part-00000",
    "0",
    "train-test"
  })
  void otherNamesAreNot(String name) {
    assertThat(Splits.of(name)).isEmpty();
  }

  @Test
  void foldersThatAreAllSplitsAreAskedFor() {
    assertThatThrownBy(() -> check(Splits.FOLDERS, "train", "val"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.path data has folders that are called after splits and would be taken for"
                + " classes: train, val; set input.split to the one to read, such as train, or"
                + " input.splits to ignore if all are meant");
    assertThatThrownBy(() -> check(Splits.FOLDERS, "Training", "Testing", "labels"))
        .hasMessageContaining(": Testing, Training;");
    assertThatThrownBy(() -> check(Splits.FOLDERS, "train")).isInstanceOf(ConfigException.class);
  }

  @Test
  void aClassThatIsCalledLikeASplitIsAClass() {
    assertThatCode(() -> check(Splits.FOLDERS, "bus", "car", "train")).doesNotThrowAnyException();
    assertThatCode(() -> check(Splits.FOLDERS, "a", "b", "c", "test", "train"))
        .doesNotThrowAnyException();
    assertThatCode(() -> check("files", "train-0", "train-1")).doesNotThrowAnyException();
    assertThatCode(
            () ->
                Splits.check(
                    input("input.splits=ignore"), List.of("train", "test"), Splits.FOLDERS))
        .doesNotThrowAnyException();
  }

  @Test
  void aSplitIsWantedByItsNameOrByAnother() {
    assertThat(Splits.matches("validation", "val")).isTrue();
    assertThat(Splits.matches("Training", "train")).isTrue();
    assertThat(Splits.matches("test", "train")).isFalse();
    assertThat(Splits.matches("extra-0001.tar", "extra")).isTrue();
    assertThat(Splits.matches("extras.tar", "extra")).isFalse();
    assertThat(Splits.isIn("data/val/1.parquet", "validation")).isTrue();
    assertThat(Splits.isIn("cat/1.jpg", "train")).isFalse();
  }

  @Test
  void filesOfTheSplitAreChosenBelowTheRoot() {
    List<String> files = List.of("/test/data/train-0.tar", "/test/data/val-0.tar");
    List<Path> roots = List.of(new Path("/test/data"));
    SplitFilter filter = new SplitFilter(input("input.split=train"));

    SplitFilter.Chosen<String> chosen = filter.files(files, file -> file, roots, "archives");

    assertThat(chosen.files()).containsExactly("/test/data/train-0.tar");
    assertThat(chosen.rest().settled()).isTrue();
    assertThat(filter.files(List.of("/test/data/0.tar"), file -> file, roots, "archives").files())
        .containsExactly("/test/data/0.tar");
    assertThatThrownBy(() -> new SplitFilter(input()).files(files, file -> file, roots, "archives"))
        .hasMessageStartingWith(
            "input.path data has archives that are called after splits and would be mixed with"
                + " each other: train-0.tar, val-0.tar;");
  }
}
