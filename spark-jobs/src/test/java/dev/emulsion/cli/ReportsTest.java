package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.replay.ReplayReport.Difference;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.jobs.replay.ReplayReport.PixelDifference;
import dev.emulsion.jobs.run.Sizes;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyOptions.Depth;
import dev.emulsion.jobs.verify.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Reports of {@code verify}, {@code replay} and {@code estimate}, for people and for programs. */
class ReportsTest {

  private static final ReplayReport IDENTICAL =
      new ReplayReport("out", "in", false, 16, 0, List.of());

  private static final Difference DIFFERENCE =
      new Difference(
          "a@0.0",
          Kind.IMAGE,
          "1 of 4 pixels differ",
          Optional.of(new PixelDifference(1, 0, 2, 7, 8, 1, 4)));

  @Test
  void anOkRunShowsHowEveryEpochAddsUp() {
    VerifyReport report =
        verify(Depth.FULL, List.of(), Optional.of(IDENTICAL), Optional.empty(), 6);
    assertThat(text(VerifySummary::print, report))
        .isEqualTo(
            """
            epoch 0      13 samples = 9 emitted + 1 quarantined + 3 duplicates; 18 rows checked
                         6 generated images used = 4 joined + 1 rejected + 1 lost
            replay       16 rows re-rendered from their plans: all identical
            OK           out
            """);
  }

  @Test
  void aQuickVerificationSaysThatRowsWereNotRead() {
    VerifyReport report = verify(Depth.QUICK, List.of(), Optional.empty(), Optional.empty(), 0);
    assertThat(text(VerifySummary::print, report))
        .isEqualTo(
            """
            epoch 0      13 samples = 9 emitted + 1 quarantined + 3 duplicates; 18 rows not read
            OK (quick)   out
            """);
  }

  @Test
  void aReplayThatWasSkippedHasAReason() {
    VerifyReport report =
        verify(Depth.FULL, List.of(), Optional.empty(), Optional.of("in does not exist"), 0);
    assertThat(text(VerifySummary::print, report))
        .endsWith("replay       skipped: in does not exist\nOK           out\n");
  }

  @Test
  void problemsAreListedWithTheirCheck() {
    VerifyReport report =
        verify(
            Depth.FULL,
            List.of(
                new Problem(Problem.Check.FILES, "a.parquet is missing"),
                new Problem(Problem.Check.CONSERVATION, "b is lost")),
            Optional.empty(),
            Optional.empty(),
            0);
    assertThat(text(VerifySummary::print, report))
        .isEqualTo(
            """
            FAILED       out has 2 problems:
              files        a.parquet is missing
              conservation b is lost
            """);
  }

  @Test
  void theJsonOfVerifyNamesEpochsProblemsAndReplay() throws IOException {
    JsonNode json =
        json(
            VerifyJson.of(
                verify(
                    Depth.QUICK,
                    List.of(new Problem(Problem.Check.FILES, "a.parquet is missing")),
                    Optional.of(IDENTICAL),
                    Optional.empty(),
                    6)));
    assertThat(json.path("ok").asBoolean()).isFalse();
    assertThat(json.path("depth").asText()).isEqualTo("quick");
    assertThat(json.path("problems").path(0).path("check").asText()).isEqualTo("files");
    assertThat(json.path("epochs").path(0).path("rejected").asLong()).isEqualTo(1);
    assertThat(json.path("epochs").path(0).path("bytes").asLong()).isEqualTo(100);
    assertThat(json.path("replay").path("identical").asBoolean()).isTrue();
    assertThat(json.path("notReplayed").isNull()).isTrue();
  }

  @Test
  void differencesOfAReplayAreListedAndCounted() {
    ReplayReport report = new ReplayReport("out", "in", true, 12, 3, List.of(DIFFERENCE));
    assertThat(text(ReplaySummary::print, report))
        .isEqualTo(
            """
            warning      the input in is not what the run read: ids, labels, file lengths or side \
            inputs have changed
              a@0.0: 1 of 4 pixels differ
              and 2 more
            replay       12 rows re-rendered: 9 identical, 3 different
            """);
  }

  @Test
  void theJsonOfReplayHasThePosition() throws IOException {
    JsonNode json = json(new ReplayReport("out", "in", true, 12, 3, List.of(DIFFERENCE)));
    assertThat(json.path("identical").asBoolean()).isFalse();
    JsonNode difference = json.path("differences").path(0);
    assertThat(difference.path("rowId").asText()).isEqualTo("a@0.0");
    assertThat(difference.path("kind").asText()).isEqualTo("image");
    assertThat(difference.path("position").path("rerendered").asInt()).isEqualTo(8);
  }

  @Test
  void anEstimateNamesTrafficMemoryTimeAndWarnings() {
    assertThat(text(EstimateSummary::print, estimate()))
        .isEqualTo(
            """
            samples      100 in 2 classes, 1.5 MB
            ignored      1 file that is no sample (.heic 1)
            generated    5 images: 3 matched, 1 orphaned, 0 with an unused prompt, 1 duplicate
                         3 used per epoch, 900 bytes; 97 samples without a generated image
            rows         400: 2 epochs, 2 variants per sample
            buckets      4 per epoch, of at most 40 samples; 10 images shuffled twice per epoch
            traffic      3.0 MB read, 4.0 MB shuffled, 80.0 MB written
            shards       8 files of about 10.0 MB, 200.0 kB per row
            memory       per task: 1.0 MB to sort, 64.0 MB for a row group, 2.0 MB of images
                         per executor with 4 tasks: 1.2 GB of heap, including 5.0 MB for the mixing set
                         off-heap decode buffers: 3.0 MB per task, 300.0 MB at most per executor
            codec        native (OpenCV 4.10.0)
            time         about 60 min on 8 cores (8.00 core hours)
            cost         about 0.40
            warning      something may be unintended
            """);
  }

  @Test
  void theJsonOfAnEstimateIsFlatWhereGeneratedImagesAreCounted() throws IOException {
    JsonNode json = json(estimate());
    assertThat(json.path("generated").path("matched").asLong()).isEqualTo(3);
    assertThat(json.path("generated").path("used").asLong()).isEqualTo(3);
    assertThat(json.path("generated").has("listed")).isFalse();
    assertThat(json.path("output").path("path").isNull()).isTrue();
    assertThat(json.path("effort").path("price").asDouble()).isEqualTo(0.4);
  }

  @Test
  void sizesAndTimesHaveFittingUnits() {
    assertThat(Sizes.text(999)).isEqualTo("999 bytes");
    assertThat(Sizes.text(999_950)).isEqualTo("1.0 MB");
    assertThat(EstimateSummary.time(0.1)).isEqualTo("1 s");
    assertThat(EstimateSummary.time(90)).isEqualTo("2 min");
    assertThat(EstimateSummary.time(5400)).isEqualTo("1.5 h");
    assertThat(ProgressDisplay.time(3599.6)).isEqualTo("1:00:00");
    assertThat(ProgressLine.begin(1, 1)).isEqualTo("1 image");
    assertThat(ProgressLine.begin(12_000, 3)).isEqualTo("12,000 images, 3 epochs");
  }

  private static EstimateReport estimate() {
    return new EstimateReport(
        new EstimateReport.Input("in", 100, 2, 0, 1, Map.of(".heic", 1L), 1_500_000),
        new EstimateReport.Generated(new Manifest.Generated(5, 3, 1, 0, 1, 0), 97, 3, 900),
        Manifest.Pairs.NONE,
        new EstimateReport.Pairing(2, 2, 4, 40, 10, 0),
        new EstimateReport.Traffic(3_000_000, 4_000_000, 80_000_000),
        new EstimateReport.Output(Optional.empty(), 400, 8, 200_000, 10_000_000),
        new EstimateReport.Memory(
            1_000_000, 64_000_000, 2_000_000, 3_000_000, 300_000_000, 5_000_000, 4, 1_200_000_000),
        new EstimateReport.Effort(8 * 3600, 8, 3600, Optional.of(0.4)),
        "native (OpenCV 4.10.0)",
        List.of("something may be unintended"));
  }

  private static VerifyReport verify(
      Depth depth,
      List<Problem> problems,
      Optional<ReplayReport> replay,
      Optional<String> notReplayed,
      long generatedUsed) {
    Manifest.GeneratedUse use =
        generatedUsed == 0
            ? new Manifest.GeneratedUse(0, 0, Map.of(), 0)
            : new Manifest.GeneratedUse(generatedUsed, 4, Map.of("GENERATED_EMPTY", 1L), 1);
    Manifest.Epoch epoch =
        new Manifest.Epoch(
            0,
            18,
            9,
            1,
            12,
            0,
            Map.of("cutmix", 18L),
            Map.of("EMPTY", 1L),
            use,
            Manifest.Decoding.NONE,
            "03",
            "2a",
            List.of(new Manifest.File("epoch=0/part-0.parquet", 100)));
    Manifest.Input input =
        new Manifest.Input(
            10,
            2,
            3,
            0,
            Map.of(),
            "2a",
            "07",
            Map.of(),
            0,
            Manifest.Generated.NONE,
            Manifest.Pairs.NONE);
    Manifest manifest =
        new Manifest("run", "1", "3.5", "jdk", 1, Map.of(), input, List.of(epoch), "2a", "", "");
    return new VerifyReport("out", depth, manifest, problems, replay, notReplayed);
  }

  private static <T> String text(BiConsumer<T, PrintWriter> print, T report) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    print.accept(report, out);
    out.flush();
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static JsonNode json(Object report) throws IOException {
    return new ObjectMapper().readTree(Json.write(report));
  }
}
