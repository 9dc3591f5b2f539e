package dev.emulsion.jobs.census;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.side.GeneratedIndexRow;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.jobs.census.CensusPart.ClassCount;
import dev.emulsion.jobs.sideinput.ExpansionRule;
import dev.emulsion.jobs.sideinput.GeneratedCounts;
import dev.emulsion.jobs.sideinput.MatchedRow;
import dev.emulsion.label.Label;
import dev.emulsion.transform.GeneratedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CensusPartTest {

  private static final LabelReader LABELS =
      new LabelReader(Label.Kind.MULTI, false, List.of("ant", "bee", "cat"));

  /** Two generated images per sample at most; samples without one are excluded. */
  private static final ExpansionRule SKIP = new ExpansionRule(true, 2, false, false);

  private static MatchedRow sample(String id, String location, int generated, String... labels) {
    List<GeneratedIndexRow> images = new ArrayList<>();
    for (int i = 0; i < generated; i++) {
      images.add(new GeneratedIndexRow(new GeneratedKey(id, "snowy", i), id + i, 10, 0));
    }
    return new MatchedRow(
        new IndexRow(id, SourceLabel.ofTexts(List.of(labels)), location, 5), images);
  }

  private static CensusPart part(Duplicates duplicates, ExpansionRule rule, MatchedRow... rows) {
    return CensusPart.of(List.of(rows).iterator(), duplicates, LABELS, rule);
  }

  @Test
  void aSampleCountsForItsMainClassOnceAndForAllItsClasses() {
    CensusPart part =
        part(
            Duplicates.NONE,
            ExpansionRule.NONE,
            sample("1", "1", 0, "cat", "ant"),
            sample("2", "2", 0, "ant"));
    assertThat(part.classes()).isEqualTo(Map.of(0, new ClassCount(2, 2), 2, new ClassCount(0, 1)));
    assertThat(part.generated()).isEqualTo(new GeneratedCounts(0, 0, 0, 2, 0));
  }

  @Test
  void duplicatesAreInTheInputDigestOnly() {
    Duplicates first = new Duplicates(Map.of("1", "a"));
    MatchedRow used = sample("1", "a", 0, "ant");
    CensusPart both = part(first, ExpansionRule.NONE, used, sample("1", "b", 0, "bee"));
    CensusPart one = part(first, ExpansionRule.NONE, used);
    assertThat(both.duplicates()).isEqualTo(1);
    assertThat(both.classes()).isEqualTo(one.classes());
    assertThat(both.idDigest()).isEqualTo(one.idDigest());
    assertThat(both.inputDigest()).isNotEqualTo(one.inputDigest());
  }

  @Test
  void samplesWithoutMembersAreCountedAsWithoutGeneratedImagesOnly() {
    CensusPart part =
        part(Duplicates.NONE, SKIP, sample("1", "1", 0, "ant"), sample("2", "2", 3, "bee"));
    // of three images of 10 bytes the epoch uses two
    assertThat(part.generated()).isEqualTo(new GeneratedCounts(1, 3, 2, 2, 20));
    assertThat(part.classes()).isEqualTo(Map.of(1, new ClassCount(1, 1)));
    assertThat(part.idDigest())
        .isEqualTo(part(Duplicates.NONE, SKIP, sample("2", "2", 1, "bee")).idDigest());
  }

  @Test
  void partsAddUpToTheWholeInAnyOrder() {
    MatchedRow[] rows = {
      sample("1", "1", 1, "ant"), sample("2", "2", 0, "bee", "cat"), sample("3", "3", 2, "cat")
    };
    CensusPart whole = part(Duplicates.NONE, ExpansionRule.NONE, rows);
    CensusPart left = part(Duplicates.NONE, ExpansionRule.NONE, rows[0], rows[1]);
    CensusPart right = part(Duplicates.NONE, ExpansionRule.NONE, rows[2]);
    assertThat(left.and(right)).isEqualTo(whole);
    assertThat(right.and(left)).isEqualTo(whole);
    assertThat(CensusPart.NONE.and(whole)).isEqualTo(whole);
  }

  @Test
  void theCensusHasACountForEveryClass() {
    CensusPart whole = part(Duplicates.NONE, ExpansionRule.NONE, sample("1", "1", 0, "ant", "cat"));
    Census census = Census.of(whole, LABELS, Duplicates.NONE);
    assertThat(census.counts()).containsExactly(1, 0, 0);
    assertThat(census.members()).containsExactly(1, 0, 1);
    assertThat(census.samples()).isEqualTo(1);
  }
}
