package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The milestones of a run are logged, and nothing per row. */
class LogIT {

  @TempDir private Path directory;

  /** Keeps level and text of every message. */
  private static final class Lines extends AbstractAppender {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    Lines() {
      super("lines", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
    }
  }

  @Test
  void aRunLogsItsIdLeaseCommitsAndQuarantinedSamples() throws IOException {
    LocalSpark.session();
    Path images = TestImages.folder(directory.resolve("images"), 12, 2);
    TestImages.write(images.resolve("class0"), "bad.jpg", new byte[] {1, 2, 3});
    Path out = directory.resolve("out");
    Recipe recipe =
        RecipeLoader.parse(
            "log.yaml",
            "input: {path: '" + images + "'}\noutput: {path: '" + out + "'}",
            List.of(
                "transform=[{resize: {size: [16, 16]}}]",
                "mix={cutmix: {}}",
                "pairing.buckets=2",
                "output.commits-per-epoch=2",
                "quarantine.max-fraction=0.1"));
    Lines log = new Lines();
    log.start();
    Configurator.setLevel("dev.emulsion", Level.INFO);
    Logger logger = (Logger) LogManager.getLogger("dev.emulsion");
    logger.addAppender(log);
    try {
      new AugmentJob(LocalSpark.session(), recipe).run();
    } finally {
      logger.removeAppender(log);
      Configurator.setLevel("dev.emulsion", Level.ERROR);
    }

    assertThat(log.lines)
        .anyMatch(
            line ->
                line.matches(
                    "INFO run [0-9a-f]{16}: 13 samples in 2 classes, 0 duplicates, 1 epochs of 2"
                        + " buckets, decoded by .+"))
        .anyMatch(
            line -> line.matches("INFO lease on file:.*/out acquired by Spark application .+"))
        .contains("INFO epoch 0: ring of 13 samples planned in 2 buckets, 2 slices to write")
        .anyMatch(
            line ->
                line.matches(
                    "INFO epoch 0: slice 0000000-0000001 committed: \\d+ rows, \\d+ bytes, \\d+ s"))
        .anyMatch(
            line ->
                line.matches(
                    "INFO epoch 0: slice 0000001-0000002 committed: \\d+ rows, \\d+ bytes, \\d+ s"))
        .contains("INFO epoch 0 closed: 12 rows, 1 quarantined")
        .anyMatch(line -> line.matches("INFO run at file:.*/out sealed"))
        .hasSizeLessThan(12);
    assertThat(log.lines.stream().filter(line -> line.startsWith("WARN")))
        .singleElement()
        .asString()
        .startsWith(
            "WARN epoch 0: 1 of 13 samples quarantined"
                + " (UNSUPPORTED_FORMAT: 1; by kind of file: unknown: 1)")
        .contains(", e.g. class0/bad.jpg: ");
  }
}
