package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompilerDirectivesTest {

  /** Other tests of this JVM run as usual. */
  @AfterEach
  void clear() throws JMException {
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            "compilerDirectivesClear",
            null,
            null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compiler-directives.json", "compiler-directives-none.json"})
  void hotSpotTakesTheListsOfTheLauncher(String list) {
    // a list that it cannot read, it names; one list with one block is one directive
    assertThat(CompilerDirectives.add(Path.of("src/main/launcher", list)))
        .contains("1 compiler directives added");
  }

  @Test
  void aListThatIsNotThereChangesNothing() {
    assertThat(CompilerDirectives.add(Path.of("src/main/launcher/none.json")))
        .doesNotContain("added");
  }
}
