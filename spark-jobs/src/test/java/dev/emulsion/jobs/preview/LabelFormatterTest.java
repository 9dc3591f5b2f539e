package dev.emulsion.jobs.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.label.Label;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelFormatterTest {

  private static final List<String> CLASSES = List.of("ant", "bee", "cow", "dog");

  @Test
  void classesAreNamed() {
    assertThat(format(Label.Kind.SINGLE, new Label.Single(2))).isEqualTo("cow");
    assertThat(format(Label.Kind.MULTI, new Label.Multi(3, 0))).isEqualTo("ant, dog");
  }

  @Test
  void theHeaviestClassesOfADistributionComeFirstWithTheirWeight() {
    assertThat(format(Label.Kind.DISTRIBUTION, new Label.Distribution(0.25f, 0, 0.75f, 0)))
        .isEqualTo("cow (0.75), ant (0.25)");
    assertThat(format(Label.Kind.DISTRIBUTION, new Label.Distribution(0.1f, 0.3f, 0.3f, 0.2f)))
        .isEqualTo("bee (0.30), cow (0.30), dog (0.20), …");
  }

  private static String format(Label.Kind kind, Label label) {
    return new LabelFormatter(kind, CLASSES).format(label);
  }
}
