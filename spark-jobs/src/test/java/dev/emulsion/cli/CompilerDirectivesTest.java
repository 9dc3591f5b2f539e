package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CompilerDirectivesTest {

  @Test
  void hotSpotTakesTheListOfTheLauncher() {
    // a list that it cannot read, it names; one list with one block is one directive
    assertThat(CompilerDirectives.add(Path.of("src/main/launcher/compiler-directives.json")))
        .contains("1 compiler directives added");
  }

  @Test
  void aListThatIsNotThereChangesNothing() {
    assertThat(CompilerDirectives.add(Path.of("src/main/launcher/none.json")))
        .doesNotContain("added");
  }
}
