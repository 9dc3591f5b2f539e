package dev.emulsion.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {

  private static final long LARGE = 8L << 20;
  private static final String PAGE = page(1_000_000, LARGE);

  private static String page(long started, long maxBytes) {
    return new String(
        ReportPage.html(ReportFixture.report(started), ReportFixture.pictures(), maxBytes),
        StandardCharsets.UTF_8);
  }

  @Test
  void markupInDataIsText() {
    assertThat(PAGE).doesNotContain("<b title").doesNotContain("<img src=http");
    // title, h1, codec, recipe, kind, message, path, class names, prompts, fractals, ids, plans
    assertThat(count("&lt;b title=&#39;x&#39;&gt;&amp;amp;&quot;bold&quot;&lt;/b&gt;"))
        .isGreaterThan(20);
  }

  @Test
  void thePageHasNoScriptAndRefersToNothing() {
    assertThat(PAGE)
        .doesNotContainIgnoringCase("<script")
        .doesNotContainIgnoringCase("<link")
        .doesNotContainIgnoringCase("<iframe")
        .doesNotContainIgnoringCase("@import")
        .doesNotContain("url(")
        .contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    assertThat(matches("(?:src|href)=\"([^\"]{0,5})"))
        .allMatch(start -> start.startsWith("data:") || start.startsWith("#"));
    assertThat(matches("\\son[a-z]+=\"")).isEmpty();
  }

  @Test
  void everyImageHasText() {
    assertThat(matches("<img ([a-z]+=\"[^\"]+\")").stream().filter(it -> it.startsWith("alt")))
        .hasSize(count("<img "))
        .hasSizeGreaterThan(5);
    assertThat(count("<svg "))
        .isEqualTo(count("role=\"img\" aria-label=\"") + count("<svg aria-hidden=\"true\""));
  }

  @Test
  void everyChartHasATable() {
    String[] charts = PAGE.split("<div class=\"chart\">");
    assertThat(charts).hasSizeGreaterThan(10);
    for (int i = 1; i < charts.length; i++) { // before the first there is none
      String chart = charts[i].split("</section>", 2)[0];
      assertThat(chart).contains("<svg ").contains("<table>");
    }
  }

  @Test
  void onlyTheTimingSectionDependsOnTime() {
    String other = page(2_000_000_000, LARGE);
    assertThat(other).isNotEqualTo(PAGE);
    assertThat(withoutTiming(other)).isEqualTo(withoutTiming(PAGE));
  }

  private static String withoutTiming(String page) {
    return page.replaceAll("(?s)<section id=\"timing\">.*?</section>", "");
  }

  @Test
  void rowsAreLeftOutUntilThePageFits() {
    int whole = PAGE.getBytes(StandardCharsets.UTF_8).length;
    String smaller = page(1_000_000, whole - 1);
    assertThat(smaller.getBytes(StandardCharsets.UTF_8).length).isLessThan(whole);
    assertThat(smaller).contains("1 more row omitted: report.max-size.");
    assertThat(smaller.split("<article class=\"strip", -1)).hasSize(5);
    assertThat(page(1_000_000, 1))
        .contains("5 more rows omitted")
        .doesNotContain("article class=\"strip");
  }

  @Test
  void anUnusualDistanceIsMarked() {
    assertThat(PAGE)
        .contains(
            "KS distance <b class=\"warn\">0.1900</b>; above 0.1630, which one run in a hundred");
  }

  @Test
  void countsThatDoNotAddUpAreNotCalledComplete() {
    // the fixture has 100 emitted and 1 quarantined of 101 samples
    assertThat(PAGE).contains("Nothing is lost:");
    RunReport report = ReportFixture.report(0);
    RunReport incomplete =
        new RunReport(
            report.run(),
            new RunReport.Input(102, 3, 2, 1, 4, report.input().ignoredKinds()),
            report.epochs(),
            report.shards(),
            report.quarantine(),
            report.generated(),
            report.summed(),
            report.methods(),
            report.drawnShown(),
            report.classes(),
            report.classPairs(),
            report.positions(),
            report.prompts(),
            report.mixingImages(),
            report.mixingImagesUsed(),
            report.strips(),
            report.timing());
    String page =
        new String(
            ReportPage.html(incomplete, ReportFixture.pictures(), LARGE), StandardCharsets.UTF_8);
    assertThat(page).contains("Samples are missing:").doesNotContain("Nothing is lost:");
  }

  @Test
  void longLabelsAreCut() {
    assertThat(Charts.cut("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Charts.cut("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(Charts.cut("空空空空", 6)).isEqualTo("空空…"); // each as wide as two letters
  }

  private static int count(String part) {
    return PAGE.split(Pattern.quote(part), -1).length - 1;
  }

  private static List<String> matches(String pattern) {
    return Pattern.compile(pattern)
        .matcher(PAGE)
        .results()
        .map(match -> match.groupCount() > 0 ? match.group(1) : match.group())
        .toList();
  }
}
