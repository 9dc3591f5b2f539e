package dev.emulsion.report;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.report.ReportImages.Outline;
import dev.emulsion.report.ReportImages.Panel;
import dev.emulsion.report.ReportImages.Thumbnail;
import dev.emulsion.report.RunReport.Strip;
import dev.emulsion.report.RunReport.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A report with everything in it, and markup in every name that comes from data. */
final class ReportFixture {

  /** What would show in bold, or load an image, if it were not escaped. */
  static final String MARKUP = "<b title='x'>&amp;\"bold\"</b><img src=http://localhost/x.png>";

  private static final int STRIPS = 5;

  private ReportFixture() {}

  static RunReport report(long started) {
    List<Long> bins = new ArrayList<>(Collections.nCopies(RunReport.BINS, 5L));
    double[][] shares = new double[RunReport.CELLS][RunReport.CELLS];
    shares[3][4] = 0.5;
    return new RunReport(
        new RunReport.Facts(
            "out " + MARKUP,
            "0123456789abcdef",
            "0.1.0",
            "3.5.5",
            "native " + MARKUP,
            7,
            2,
            1,
            16,
            "raw",
            "00112233445566778899aabbccddeeff",
            "seed: 7\ninput: {path: '" + MARKUP + "'}\n"),
        new RunReport.Input(101, 3, 2, 1, 4, Map.of(MARKUP, 4L)),
        List.of(epoch(0), epoch(1)),
        new RunReport.Shards(20, 5_000_000, 100_000, 240_000, 400_000, bins),
        List.of(
            new RunReport.Reason(
                "TRUNCATED",
                2,
                List.of(
                    new RunReport.Quarantined(
                        "bad " + MARKUP, "file:/in/" + MARKUP, "ends early " + MARKUP, 0)))),
        Optional.of(new RunReport.Generated(40, 30, 4, 3, 3, 60, 57, 2, 1)),
        new RunReport.Summed(100, 200, 10, 20),
        List.of(
            new RunReport.Method(
                "cutmix",
                150,
                bins,
                new LambdaLaw(List.of(new LambdaLaw.Part(0.2, 1))).expected(100),
                0.5,
                0.6,
                Optional.of(
                    new RunReport.Fit(
                        "Beta(0.2, 0.2)", List.of(0.2), List.of(1.0), 100, 0.19, 0.163))),
            new RunReport.Method("none", 50, List.of(), List.of(), 0, 0, Optional.empty())),
        drawnShown(),
        List.of(
            new RunReport.ClassMass(0, MARKUP, 60, 55.5),
            new RunReport.ClassMass(
                1, "a class with a name that is far too long for a label", 40, 44.5),
            new RunReport.ClassMass(2, "空", 0, 0)),
        new RunReport.ClassPairs(
            100,
            40,
            3,
            List.of(MARKUP, "long-name-long-name-long", "空"),
            new long[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 64}}),
        List.of(new RunReport.Position("cutmix", 100, shares)),
        List.of(new RunReport.Use("snowy " + MARKUP, 30)),
        List.of(new RunReport.Use("fractal " + MARKUP, 3)),
        17,
        Collections.nCopies(STRIPS, strip()),
        new RunReport.Timing(
            started,
            List.of(
                new RunReport.Commit(0, 100, 2_500_000, started + 4_000),
                new RunReport.Commit(1, 100, 2_500_000, started + 9_000))));
  }

  static ReportImages pictures() {
    Thumbnail picture = Thumbnail.of(Image.of(2, 3, 3, new byte[18]));
    Outline outline = ReportImages.outline(new Size(2, 3), List.of(new Box(0, 0, 1, 2)));
    List<Panel> panels =
        List.of(
            new Panel("base", MARKUP, "", Optional.of(picture), Outline.NONE),
            new Panel("partner", "cat", "+", Optional.empty(), Outline.NONE),
            new Panel("row", "cutmix", "=", Optional.of(picture), outline));
    return new ReportImages(Collections.nCopies(STRIPS, panels), Map.of("bad " + MARKUP, picture));
  }

  private static RunReport.Epoch epoch(int epoch) {
    return new RunReport.Epoch(
        epoch,
        100,
        1,
        100,
        0,
        104,
        Map.of("cutmix", 75L, "none", 25L),
        Map.of("TRUNCATED", 1L),
        10,
        2_500_000,
        "00112233445566778899aabbccddeeff");
  }

  private static long[][] drawnShown() {
    long[][] counts = new long[RunReport.BINS][RunReport.BINS];
    for (int i = 0; i < RunReport.BINS; i++) {
      counts[i][i] = 5;
    }
    return counts;
  }

  private static Strip strip() {
    return new Strip(
        "dog/1.jpg" + MARKUP + "@0.0",
        "dog/1.jpg" + MARKUP,
        Optional.of("cat/2.jpg"),
        "cutmix",
        0.7,
        0.65,
        MARKUP,
        Optional.of("cat"),
        List.of(new Weight(MARKUP, 0.7), new Weight("cat", 0.3)),
        Optional.of("{\"base\":[],\"note\":\"" + MARKUP + "\"}"));
  }
}
