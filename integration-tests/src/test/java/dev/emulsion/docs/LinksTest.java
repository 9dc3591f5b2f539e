package dev.emulsion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between the pages lead somewhere, and the tests that pages name exist. */
class LinksTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern CODE = Pattern.compile("```.*?```|`[^`\n]*`", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern TEST_NAME = Pattern.compile("\\b[A-Z]\\w+(?:Test|IT)\\b");

  /** Of the worked examples in {@code docs/adding-an-operation.md}. */
  private static final Set<String> EXAMPLES = Set.of("ChannelShuffleTest", "ResizeMixTest");

  static Stream<Path> pages() throws IOException {
    return Stream.concat(
        Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "notebooks/README.md")
            .map(ROOT::resolve),
        files(ROOT.resolve("docs"), ".md").stream());
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    String prose = CODE.matcher(Files.readString(page)).replaceAll("");
    assertThat(LINK.matcher(prose).results().filter(link -> !link.group(1).startsWith("http")))
        .allSatisfy(
            link -> {
              String path = link.group(1);
              Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
              assertThat(target).exists();
              if (link.group(2) != null) {
                assertThat(anchors(target)).as("anchors of %s", target).contains(link.group(2));
              }
            });
  }

  /** The anchors that GitHub gives to the headings of a page. */
  private static Set<String> anchors(Path page) {
    try {
      String text =
          Pattern.compile("```.*?```", Pattern.DOTALL)
              .matcher(Files.readString(page))
              .replaceAll("");
      Set<String> anchors = new HashSet<>();
      HEADING
          .matcher(text)
          .results()
          .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
          .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
          .forEach(anchors::add);
      return anchors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyTestThatAPageNamesExists() throws IOException {
    Set<String> tests = new HashSet<>(EXAMPLES);
    for (String module : List.of("augment-udfs", "spark-jobs", "integration-tests")) {
      files(ROOT.resolve(module).resolve("src/test"), ".java")
          .forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
    }
    for (Path page : pages().toList()) {
      assertThat(TEST_NAME.matcher(Files.readString(page)).results())
          .as(page.toString())
          .allSatisfy(name -> assertThat(tests).contains(name.group()));
    }
  }
}
