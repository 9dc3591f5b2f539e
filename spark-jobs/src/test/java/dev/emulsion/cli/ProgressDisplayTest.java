package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

  private final StringWriter shown = new StringWriter();
  private double seconds = 1000;

  @Test
  void aLogSaysWhatIsDoneBeforeTheFirstImageAndThenCounts() {
    ProgressDisplay log = display(false);
    log.activity("listing images/");
    seconds += 30; // which is part of no rate
    log.begin("6,000 images");
    log.total(6000);
    log.activity("planning epoch 1 of 1");
    log.done(0);
    seconds += 20;
    log.done(10);
    log.activity("planning epoch 2 of 2"); // goes unsaid, images are counted
    for (int tick = 1; tick <= 12; tick++) {
      seconds += 2;
      log.done(10 + 100L * tick);
    }
    // lines are 10 s apart; 50 images per second, of which 6000 - 1010 need 99.8 s at 20 s
    assertThat(shown)
        .hasToString(
            """
            listing images/
            6,000 images
            planning epoch 1 of 1
            10 of 6,000 images (0%)
            510 of 6,000 images (8%), 50 images/s, 1:50 left
            1,010 of 6,000 images (16%), 50 images/s, 1:40 left
            """);
  }

  @Test
  void aTerminalHasOneLineThatIsErased() {
    ProgressDisplay terminal = display(true);
    terminal.activity("listing images/");
    terminal.begin("40 images");
    terminal.total(40);
    terminal.done(1);
    seconds += 2;
    terminal.done(3);
    seconds += 0.4; // too soon for another
    terminal.done(4);
    terminal.clear();
    terminal.clear();
    assertThat(shown)
        .hasToString(
            "\rlisting images/\r               \r40 images\n"
                + "\r1 of 40 images (2%)\r3 of 40 images (7%), 1.0 images/s\r"
                + " ".repeat(33)
                + "\r");
  }

  @Test
  void aShorterLineCoversTheOneBefore() {
    ProgressDisplay terminal = display(true);
    terminal.activity("counting samples");
    terminal.activity("planning");
    assertThat(shown).hasToString("\rcounting samples\rplanning        ");
  }

  private ProgressDisplay display(boolean terminal) {
    return new ProgressDisplay(
        new PrintWriter(shown), terminal, () -> (long) (seconds * 1_000_000_000));
  }
}
