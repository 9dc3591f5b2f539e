package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private final StringWriter shown = new StringWriter();
  private final Terminal terminal = new Terminal(shown);

  @Test
  void whateverIsPrintedIsPrintable() {
    terminal.println("a\u001b[2Jb");
    terminal.printf("%s of %s%n", "x\u202ey", "s3a://KEY:SECRET@bucket/x");
    terminal.print("\r1 of 2");
    terminal.append('\u0007');
    assertThat(shown).hasToString("a\\u001b[2Jb\nx\\u202ey of s3a://...@bucket/x\n\r1 of 2\\u0007");
  }

  @Test
  void nothingFollowsTheLastLine() {
    terminal.println("first");
    terminal.lastLine("last");
    terminal.println("a summary");
    terminal.println();
    terminal.printf("%d%n", 1);
    assertThat(shown).hasToString("first\nlast\n");
  }
}
