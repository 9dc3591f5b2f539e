package dev.emulsion.io.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.label.Label;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassListTest {

  private static Optional<String> note(Label.Kind kind, List<String> classes, long... samples) {
    long[] counts = samples.length > 0 ? samples : new long[classes.size()];
    if (samples.length == 0) {
      Arrays.fill(counts, 1);
    }
    return ClassList.of(kind, classes, counts).orderNote();
  }

  private static final List<String> ELEVEN =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");

  @Test
  void theSummaryTellsWhichOrderIsUsedWhereNamesAreNumbers() {
    assertThat(note(Label.Kind.SINGLE, List.of("0", "1", "2")))
        .contains("numeric: the index of a class is its name");
    assertThat(note(Label.Kind.SINGLE, List.of("00", "01")))
        .contains("numeric: the index of a class is its name");
    assertThat(note(Label.Kind.SINGLE, ELEVEN))
        .contains(
            "numeric: the index of a class is its name; torchvision sorts names as text, as"
                + " labels.order lexical does");
    // torchvision would call the two folders 1 and 2 classes 0 and 1
    assertThat(note(Label.Kind.MULTI, List.of("0", "1", "2"), 0, 4, 4))
        .contains(
            "numeric: the index of a class is its name; 1 of 3 have no sample; torchvision sorts"
                + " names as text, as labels.order lexical does");
    assertThat(note(Label.Kind.SINGLE, List.of("1", "10", "2", "cat")))
        .contains("lexical, because not all names are integers, such as cat");
  }

  @Test
  void otherNamesNeedNoNote() {
    assertThat(note(Label.Kind.SINGLE, List.of("cat", "dog"))).isEmpty();
    assertThat(note(Label.Kind.SINGLE, List.of("1", "10", "2"))).isEmpty(); // asked for
    assertThat(note(Label.Kind.SINGLE, List.of("dog", "7", "cat"))).isEmpty(); // the input's order
    assertThat(note(Label.Kind.DISTRIBUTION, List.of("0", "1"))).isEmpty();
  }

  @Test
  void aFooterStatesItsNames() {
    ClassList list = ClassList.of(Label.Kind.SINGLE, List.of("dog", "cat"), new long[] {1, 2});
    assertThat(ClassList.namesIn(list.footer())).containsExactly("dog", "cat");
    assertThat(ClassList.namesIn(null)).isEmpty();
    assertThat(ClassList.namesIn("no JSON")).isEmpty();
  }
}
