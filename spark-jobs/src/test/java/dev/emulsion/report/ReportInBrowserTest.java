package dev.emulsion.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opens a page in Chromium, on a telephone's width and a desk's, in light and in dark. */
class ReportInBrowserTest {

  private static Path folder;
  private static Path page;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Chromium.find().isPresent(), "no chromium or google-chrome on the PATH to open a page in");
    folder = Files.createTempDirectory("report-in-browser");
    page = folder.resolve("report.html");
    Files.write(
        page, ReportPage.html(ReportFixture.report(1_000_000), ReportFixture.pictures(), 8L << 20));
    chromium = Chromium.start(Chromium.find().get(), folder.resolve("profile"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (chromium != null) {
      chromium.close();
      delete(folder);
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (var children = Files.list(path)) {
        for (Path child : children.toList()) {
          delete(child);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  @ParameterizedTest
  @CsvSource({"400, light", "400, dark", "1400, light", "1400, dark"})
  void fitsItsWindowAndLoadsNothing(int width, String scheme) throws Exception {
    chromium.open(page, width, scheme);
    String open = "document.querySelectorAll('details').forEach(it => it.open = true); ";
    assertThat(chromium.evaluate(open + "window.innerWidth").asInt()).isEqualTo(width);
    assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(width);
    assertThat(chromium.requests())
        .contains(page.toUri().toString())
        .allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
    assertThat(chromium.evaluate("document.scripts.length").asInt()).isZero();
  }

  @Test
  void everyImageIsThereAndHasText() throws Exception {
    chromium.open(page, 1400, "light");
    String images = "[...document.images]";
    assertThat(chromium.evaluate(images + ".length").asInt()).isEqualTo(11); // 5 rows of 2, and 1
    assertThat(
            chromium.evaluate(images + ".every(it => it.alt && it.naturalWidth > 0)").asBoolean())
        .isTrue();
    String charts = "[...document.querySelectorAll('svg[role=img]')]";
    assertThat(
            chromium.evaluate(charts + ".every(it => it.getAttribute('aria-label'))").asBoolean())
        .isTrue();
    assertThat(chromium.evaluate(charts + ".length").asInt()).isGreaterThan(7);
  }

  @Test
  void markupInNamesIsShownAsText() throws Exception {
    chromium.open(page, 1400, "light");
    assertThat(chromium.evaluate("document.querySelectorAll('b[title]').length").asInt()).isZero();
    assertThat(chromium.evaluate("document.querySelector('h1').textContent").asText())
        .isEqualTo("out " + ReportFixture.MARKUP);
  }

  /** At least 4.5 to 1, as WCAG 2.1 asks of text. */
  @ParameterizedTest
  @CsvSource({"light", "dark"})
  void textHasContrast(String scheme) throws Exception {
    chromium.open(page, 400, scheme);
    for (String selector : new String[] {"body", ".note", "summary", "figcaption span", ".sub"}) {
      double contrast = chromium.evaluate(CONTRAST.replace("SELECTOR", selector)).asDouble();
      assertThat(contrast).as(selector).isGreaterThanOrEqualTo(4.5);
    }
  }

  private static final String CONTRAST =
      """
      (() => {
        const luminance = rgb => {
          const [r, g, b] = rgb.match(/[0-9.]+/g).slice(0, 3).map(v => v / 255)
              .map(v => v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const of = document.querySelector('SELECTOR');
        let behind = of;
        while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') {
          behind = behind.parentElement;
        }
        const pair = [luminance(getComputedStyle(of).color),
            luminance(getComputedStyle(behind).backgroundColor)].sort((a, b) => b - a);
        return (pair[0] + 0.05) / (pair[1] + 0.05);
      })()
      """;

  @Test
  void darkIsDark() throws Exception {
    chromium.open(page, 400, "light");
    String color = "getComputedStyle(document.body).backgroundColor";
    String light = chromium.evaluate(color).asText();
    chromium.open(page, 400, "dark");
    assertThat(light).isEqualTo("rgb(247, 246, 243)");
    assertThat(chromium.evaluate(color).asText()).isEqualTo("rgb(19, 20, 23)");
  }
}
