package dev.emulsion.jobs;

import static dev.emulsion.testing.CommandLine.emulsion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.report.ReportJob;
import dev.emulsion.jobs.report.ReportRequest;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.ReportConfig;
import dev.emulsion.testing.CommandLine.Outcome;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The report of runs of all kinds: its numbers are those of the rows, and it disturbs nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportIT {

  private static final int IMAGES = 40;
  private static final String MARKUP = "<b title=x>bold";

  @TempDir private static Path directory;
  private Path images;
  private Path out;
  private Manifest manifest;

  @BeforeAll
  void augment() throws IOException {
    images = TestImages.folder(directory.resolve("images"), IMAGES, 2);
    Files.move(images.resolve("class1"), images.resolve(MARKUP));
    byte[] broken = Arrays.copyOf(TestImages.encoded(1, 40, 40, "png"), 300);
    TestImages.write(images.resolve(MARKUP), "<i>broken.png", broken);
    out = directory.resolve("out");
    Recipe recipe =
        Recipes.of(images)
            .with("epochs", "2")
            .with("labels", "{smoothing: 0.1}")
            .with("mix", "{p: 0.75, choose: [{cutmix: {}}, {mixup: {alpha: 0.4}}]}")
            .with("quarantine", "{max-fraction: 0.1}")
            .to(out)
            .load();
    manifest = new AugmentJob(LocalSpark.session(), recipe).run().manifest();
  }

  private static JsonNode report(Path out, ReportConfig options) throws IOException {
    new ReportJob(
            LocalSpark.session(),
            new ReportRequest(out.toString(), Optional.of(options), Optional.empty()))
        .run();
    return new ObjectMapper().readTree(Folders.own(out).resolve("report.json").toFile());
  }

  private static String page(Path out) throws IOException {
    return Files.readString(Folders.own(out).resolve("report.html"));
  }

  @Tag("main")
  @Test
  void numbersAreThoseOfTheRowsAndNamesAreText() throws IOException {
    JsonNode report = report(out, ReportConfig.DEFAULT);
    long rows = 2 * IMAGES;
    assertThat(report.at("/input/samples").asInt()).isEqualTo(IMAGES + 1);
    assertThat(report.at("/run/contentDigest").asText()).isEqualTo(manifest.contentDigest());
    assertThat(report.at("/summed/rows").asLong()).isEqualTo(rows);
    assertThat(report.at("/quarantine/0/count").asInt()).isEqualTo(2); // in both epochs
    assertThat(report.at("/quarantine/0/examples")).hasSize(1);
    assertThat(sum(report.at("/classes"), "before")).isCloseTo((double) rows, within(1e-3));
    assertThat(sum(report.at("/classes"), "after")).isCloseTo((double) rows, within(1e-3));
    long mixed =
        manifest.epochs().stream()
            .mapToLong(it -> it.rows() - it.methods().getOrDefault("none", 0L))
            .sum();
    assertThat(report.at("/classPairs/mixed").asLong()).isEqualTo(mixed);
    assertThat(cells(report.at("/drawnShown"))).isEqualTo(mixed);
    assertThat(cells(report.at("/classPairs/rows"))).isEqualTo(mixed);
    assertThat(report.at("/positions")).hasSize(1);
    assertThat(report.at("/positions/0/what").asText()).isEqualTo("cutmix");
    assertThat(report.at("/strips")).hasSize(24);
    String page = page(out);
    assertThat(page)
        .doesNotContain("<b title")
        .doesNotContain("<i>broken")
        .contains("&lt;b title=x&gt;bold/&lt;i&gt;broken.png");
  }

  @Test
  void sealVerifyAndDigestAreAsBefore() throws IOException {
    report(out, ReportConfig.DEFAULT);
    assertThat(
            new VerifyJob(
                    LocalSpark.session(),
                    out.toString(),
                    VerifyOptions.replaying(0, Optional.empty()))
                .run()
                .problems())
        .isEmpty();
  }

  @Test
  void aSecondReportHasTheSameBytesButForItsTimes() throws IOException {
    JsonNode first = report(out, ReportConfig.DEFAULT);
    String page = page(out);
    assertThat(first.at("/timing/commits")).isNotEmpty();
    Files.setLastModifiedTime(Folders.own(out).resolve("run/run.json"), FileTime.fromMillis(9));
    JsonNode second = report(out, ReportConfig.DEFAULT);
    String timing = "(?s)<section id=\"timing\">.*?</section>";
    assertThat(page(out)).isNotEqualTo(page);
    assertThat(page(out).replaceAll(timing, "")).isEqualTo(page.replaceAll(timing, ""));
    ((ObjectNode) first).remove("timing");
    ((ObjectNode) second).remove("timing");
    assertThat(second).isEqualTo(first);
  }

  @Test
  void everyOptionBoundsWhatItSays() throws IOException {
    JsonNode few = report(out, new ReportConfig(true, 3, 10, 1 << 20));
    assertThat(few.at("/strips")).hasSize(3);
    assertThat(few.at("/summed/rows").asInt()).isBetween(1, 30); // whole shards
    assertThat(few.at("/summed/ofRows").asInt()).isEqualTo(2 * IMAGES);
    assertThat(few.at("/summed/shards").asInt()).isLessThan(few.at("/summed/ofShards").asInt());
    assertThat(page(out)).contains("report.rows sets how many");
    assertThat(report(out, new ReportConfig(true, 0, 10, 1 << 20)).at("/strips")).isEmpty();
  }

  @Test
  void everyProfileIsReadAlike() throws IOException {
    ProfileRuns runs = ProfileRuns.shared();
    for (String name : List.of("raw", "hf", "hf-png", "arrow", "webdataset", "webdataset-webp")) {
      JsonNode report = report(runs.out(name), ReportConfig.DEFAULT);
      long rows = runs.manifest(name).epochs().get(0).rows();
      assertThat(report.at("/summed/rows").asLong()).as(name).isEqualTo(rows);
      assertThat(sum(report.at("/classes"), "after"))
          .as(name)
          .isCloseTo((double) rows, within(1e-2));
      assertThat(report.at("/strips")).as(name).hasSize(24);
      assertThat(page(runs.out(name))).as(name).contains("alt=\"base of row ");
    }
  }

  @Test
  void generatedImagesPromptsAndFractalsAreCounted() throws IOException {
    DiffuseMixData.Run run = new DiffuseMixData(directory.resolve("diffusemix")).run();
    JsonNode report = report(run.out(), ReportConfig.DEFAULT);
    long rows = 2L * DiffuseMixData.IMAGES;
    assertThat(report.at("/generated/joined").asLong()).isEqualTo(rows);
    assertThat(sum(report.at("/prompts"), "rows")).isEqualTo((double) rows);
    assertThat(sum(report.at("/mixingImages"), "rows")).isEqualTo((double) rows);
    assertThat(report.at("/mixingImagesUsed").asInt()).isBetween(3, 5);
    JsonNode half = report.at("/positions/0");
    assertThat(half.at("/what").asText()).isEqualTo("diffusemix, generated half");
    // each corner is in one of the two halves of either split: half of the rows on average
    double corners = half.at("/shares/0/0").asDouble() + half.at("/shares/15/15").asDouble();
    assertThat(corners).isCloseTo(1, within(1e-5));
    assertThat(page(run.out())).contains("alt=\"hybrid of row ");
  }

  @Test
  void withoutTheInputTheRowsAreShownAlone() throws IOException {
    Path own = directory.resolve("gone-images");
    Folders.copy(images, own);
    Path gone = directory.resolve("gone");
    Recipe recipe = Recipes.of(own).with("quarantine", "{max-fraction: 0.1}").to(gone).load();
    new AugmentJob(LocalSpark.session(), recipe).run();
    Folders.delete(own);
    ReportJob.Written written =
        new ReportJob(LocalSpark.session(), ReportRequest.of(gone.toString())).run();
    assertThat(written.problem()).isPresent();
    assertThat(page(gone)).contains("no image").contains("alt=\"row of row ");
  }

  @Test
  void augmentWritesItUnlessTheRecipeSaysNo() throws IOException {
    Path cli = directory.resolve("cli");
    String[] command = {
      "augment",
      "--recipe",
      "plain",
      "--input",
      images.toString(),
      "--output",
      cli.toString(),
      "--set",
      "quarantine.max-fraction=0.1"
    };
    Path page = Folders.own(cli).resolve("report.html");
    assertThat(emulsion(with(command, "--set", "report.write=false")).succeeded().out())
        .doesNotContain("report ");
    assertThat(page).doesNotExist();
    Outcome again = emulsion(command).succeeded(); // found, but without a report
    assertThat(again.out())
        .contains("This run already exists")
        .contains("report       file:" + page);
    byte[] first = Files.readAllBytes(page);
    assertThat(emulsion(command).succeeded().out()).doesNotContain("report ");
    assertThat(new String(first, StandardCharsets.UTF_8)).contains("alt=\"sample of row ");
    Path elsewhere = directory.resolve("page.html");
    emulsion("report", cli.toString(), "--strips", "1", "--to", elsewhere.toString()).succeeded();
    assertThat(elsewhere).exists();
    assertThat(directory.resolve("page.json")).exists();
    assertThat(Files.readAllBytes(page)).isEqualTo(first);
    Outcome many = emulsion("report", cli.toString(), "--strips", "61");
    assertThat(many.exitCode()).isEqualTo(2);
    assertThat(many.err())
        .contains("--strips must be at most 60, was 61: a page with more is slow to open");
  }

  private static String[] with(String[] command, String... more) {
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }

  private static double sum(JsonNode list, String key) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(it -> it.path(key).asDouble())
        .sum();
  }

  private static long cells(JsonNode rows) {
    long sum = 0;
    for (JsonNode row : rows) {
      for (JsonNode cell : row) {
        sum += cell.asLong();
      }
    }
    return sum;
  }
}
