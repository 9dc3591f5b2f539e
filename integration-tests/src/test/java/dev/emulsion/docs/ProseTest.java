package dev.emulsion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Words that the glossary of {@code CONTRIBUTING.md} replaces, British spellings and names that no
 * longer exist: in comments and strings of the main sources, in documentation, recipes and scripts.
 */
class ProseTest {

  private static final Path ROOT = Path.of("..");

  /** Banned words, each with what to write instead. */
  private static final Map<String, Pattern> BANNED = new LinkedHashMap<>();

  static {
    ban("image", "[Pp]ictures?|[Pp]hotos?");
    ban("placeholder", "[Ss]tand-ins?");
    ban("channel", "[Bb]ands?");
    ban("render, apply or re-render", "([Rr]e)?[Pp]aint(s|ed|ing|er)?");
    ban(
        "the American spelling",
        "\\w*([Cc]olour|[Cc]entre|ormalis(e|ing|ation)|[Gg]rey|avour|ehaviour|icence|abelled"
            + "|eighbour|ecognis|qualis(e|ing|ation)|erialis(e|ing|ation)|rtefact|ravelled"
            + "|odelled|ancelled|ummaris|ptimis(e|ing|ation)|rganis(e|ing|ation)"
            + "|ini?imis(e|ing)|aximis(e|ing)|isualis)\\w*",
        "[Tt]owards|[Aa]fterwards|[Aa]nalyse[ds]?");
    ban("fix or correct", "[Mm]end(s|ed|ing)?");
    ban("no longer written; silently", "at rest|without a word");
    ban("duplicated", "[Dd]oubled");
    ban("say, know, name or count", "[Tt]old|[Tt]ells?");
    ban("the actor, or regardless of", "[Ww]hom?ever|[Nn]obody|[Ww]hatever");
    ban("arrive, pass, become", "(comes?|came|coming) (by|to)");
    ban("continue", "go(es)? on|went on");
    ban("omit, skip, or is, are", "(leaves?|leaving|left) out|lies|lie");
    ban("resume", "tak(es?|en|ing) up");
    ban("is, are, next to", "[Ss]t(ands?|ood|anding)(?!-)|[Bb]eside");
    ban("operation, or apply", "(is|was|be) done to|the way of");
    ban("attention", "[Ss]een|[Ss]ees|[Ss]ight|[Ss]eer|[Ll]ooks");
    ban("valid, or OK", "[Ss]ound");
    ban(
        "per",
        "(images|rows?|bits|bytes|buckets|folders?|files?|pages?|lines?|tasks?|MB|draws|numbers?"
            + "|values|weights|words|samples|outputs|shares) an? (second|epoch|core|channel|class"
            + "|row|line|image|sample|bucket|task|pair|pixel|variant|prompt|part|page)");
    ban(
        "its new name",
        "sample_id|output\\.slices|decode\\.orientation|generated\\.variant|official2|paper4"
            + "|fractals\\.(path|id|image)|--fractals|--variants|emulsion plan|tolerates?"
            + "|docs/(proofs|planning)\\.md|[Uu]nasked|(MOST|LEAST)_\\w+");
  }

  private static void ban(String instead, String... patterns) {
    BANNED.put(instead, Pattern.compile("(?<![\\w-])(" + String.join("|", patterns) + ")(?!\\w)"));
  }

  /** Where a banned word has to be: file, a part of the line, reason. */
  private static final List<Allowed> ALLOWED =
      List.of(
          new Allowed("CHANGELOG.md", "| `", "old names, in the tables of renames"),
          new Allowed("CONTRIBUTING.md", "| ", "words to avoid, in the glossary and style tables"),
          new Allowed("", "make-photos", "the name of a script"),
          new Allowed("", "beside.", "the name of a script"),
          new Allowed("evidence.py", "\"stand-in ", "begins prompts, and so row ids"),
          new Allowed("PlaceholderImages.java", "\"stand-in \"", "begins prompts, and so row ids"),
          new Allowed("diffusemix.md", "`stand-in`", "begins prompts, and so row ids"));

  private record Allowed(String file, String part, String reason) {

    boolean matches(String path, String line) {
      return path.endsWith(file) && line.contains(part);
    }
  }

  /** A comment or a string. */
  private static final Pattern PROSE =
      Pattern.compile(
          "\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"|//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

  private static final List<String> FOLDERS =
      List.of(
          "augment-udfs/src/main",
          "spark-jobs/src/main",
          "docs",
          "conf",
          "notebooks",
          "integration-tests/bench",
          "integration-tests/evidence",
          "integration-tests/notebooks",
          "integration-tests/platforms",
          "integration-tests/readers");
  private static final List<String> FILES =
      List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "NOTICE", "emulsion", ".ci/run");
  private static final Set<String> ENDINGS = Set.of("java", "md", "py", "sh", "yaml", "conf");

  @ParameterizedTest
  @MethodSource("files")
  void everyWordIsOneOfTheGlossary(Path file) throws IOException {
    assertThat(findings(ROOT.relativize(file).toString(), Files.readString(file))).isEmpty();
  }

  static Stream<Path> files() {
    return Stream.concat(
        FILES.stream().map(ROOT::resolve), FOLDERS.stream().flatMap(ProseTest::filesIn));
  }

  private static Stream<Path> filesIn(String folder) {
    try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
      return files
          .filter(file -> Files.isRegularFile(file) && ENDINGS.contains(ending(file)))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static List<String> findings(String path, String text) {
    List<String> findings = new ArrayList<>();
    String prose = path.endsWith(".java") ? onlyProse(text) : text;
    String[] lines = text.split("\n", -1);
    BANNED.forEach(
        (instead, pattern) ->
            pattern
                .matcher(prose)
                .results()
                .forEach(
                    found -> {
                      int line = lineOf(found, text);
                      if (ALLOWED.stream().noneMatch(a -> a.matches(path, lines[line - 1]))) {
                        findings.add(
                            "%s:%d: \"%s\"; write: %s"
                                .formatted(path, line, found.group(), instead));
                      }
                    }));
    return findings;
  }

  /** The text with everything but comments and strings blanked out, so that positions stay. */
  private static String onlyProse(String text) {
    StringBuilder prose = new StringBuilder(text.replaceAll("[^\n]", " "));
    PROSE
        .matcher(text)
        .results()
        .forEach(found -> prose.replace(found.start(), found.end(), found.group()));
    return prose.toString();
  }

  private static int lineOf(MatchResult found, String text) {
    return 1 + (int) text.substring(0, found.start()).chars().filter(c -> c == '\n').count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// one row a picture",
        "String s = \"the colour of a band\";",
        "/** What is done to samples, whoever brings them. */",
        "// nobody is told",
        "/** {@code docs/proofs.md} */"
      })
  void aBannedWordIsFoundInCommentsAndStrings(String line) {
    assertThat(findings("A.java", line)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int colour = band.seen();",
        "// photographs, standard deviation, understand, beliefs, soundness",
        "String s = \"8 bits per channel\";"
      })
  void codeAndLongerWordsAreNotFound(String line) {
    assertThat(findings("A.java", line)).isEmpty();
  }

  @Test
  void aFindingNamesFileLineAndReplacement() {
    assertThat(findings("x/A.java", "class A {\n  // a picture\n}"))
        .containsExactly("x/A.java:2: \"picture\"; write: image");
  }

  /** Types that were renamed. */
  private static final Set<String> OLD_TYPES =
      Set.of(
          "Answer",
          "Attending",
          "Augmenter",
          "Augmenting",
          "Bands",
          "Beside",
          "BitmapLettering",
          "BucketLoad",
          "Buckets",
          "Bytes",
          "Companions",
          "Company",
          "Draft",
          "Factors",
          "Failures",
          "Family",
          "Features",
          "FileTree",
          "Folder",
          "Following",
          "FractalOrder",
          "FractalPainting",
          "FractalsConfig",
          "FrameKeys",
          "Heads",
          "Hits",
          "Identity",
          "ImageList",
          "Ingesting",
          "Ink",
          "Insight",
          "Inspected",
          "LabelSurvey",
          "Legend",
          "Lettering",
          "Listing",
          "Lookout",
          "Looks",
          "Lots",
          "Making",
          "Maps",
          "Marks",
          "Moving",
          "Origins",
          "Owner",
          "PackedIndex",
          "Parameters",
          "Partners",
          "PictureColumn",
          "PictureSet",
          "Pictures",
          "Placement",
          "PlanJob",
          "PlanReport",
          "PlanWarnings",
          "Power",
          "Preparing",
          "Print",
          "Prepared",
          "ReadingTasks",
          "Ready",
          "Refusal",
          "Refusals",
          "Refused",
          "Region",
          "Repainter",
          "Replaying",
          "Ring",
          "RingWalk",
          "ScoredPart",
          "ScoredParts",
          "Scoring",
          "Seam",
          "Seat",
          "Seeing",
          "Seer",
          "Shelf",
          "SideBySide",
          "Sides",
          "Sight",
          "Speed",
          "Spoilt",
          "StandIns",
          "Step",
          "Steps",
          "StoredImages",
          "Stroke",
          "Subset",
          "Table",
          "TableRun",
          "Tally",
          "TaskConf",
          "Thoroughness",
          "Toned",
          "Traveller",
          "Travellers",
          "Trial",
          "Trust",
          "Unlike",
          "Untouched",
          "WholeFile",
          "Work",
          "WorkList");

  private static final Pattern TYPE =
      Pattern.compile("^ *[\\w ]*\\b(?:class|record|interface|enum) (\\w+)", Pattern.MULTILINE);

  @Test
  void noTypeHasAnOldName() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : (Iterable<Path>) files().filter(f -> ending(f).equals("java"))::iterator) {
      TYPE.matcher(Files.readString(file, StandardCharsets.UTF_8))
          .results()
          .filter(type -> OLD_TYPES.contains(type.group(1)))
          .forEach(type -> found.add(file + ": " + type.group(1)));
    }
    assertThat(found).isEmpty();
  }
}
