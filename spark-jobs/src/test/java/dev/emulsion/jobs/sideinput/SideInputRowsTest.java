package dev.emulsion.jobs.sideinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.io.side.GeneratedIndexRow;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.label.Label;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.spark.ListColumn;
import dev.emulsion.transform.GeneratedKey;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SideInputRowsTest {

  private static final SourceLabel CAT = SourceLabel.ofTexts(List.of("cat"));

  private static GeneratedIndexRow image(String prompt, int index, String location) {
    return new GeneratedIndexRow(new GeneratedKey("s", prompt, index), location, 10, 7);
  }

  private static Row struct(GeneratedIndexRow image) {
    return RowFactory.create(
        image.key().prompt(), image.key().index(), image.location(), image.bytes(), image.stamp());
  }

  @Test
  void aSideInputRowIsReadAsItWasWritten() {
    SideInputRow row =
        new SideInputRow("s", CAT, new byte[] {1}, SideInputKind.GENERATED, "snowy", 3);
    assertThat(SideInputRow.of(row.toRow())).usingRecursiveComparison().isEqualTo(row);
    assertThat(row.toRow().size()).isEqualTo(SideInputRow.SCHEMA.size());
  }

  @Test
  void aMatchedRowHasEveryKeyOnceWithItsSmallestLocation() {
    IndexRow sample = new IndexRow("s", CAT, "s.jpg", 5, 6);
    List<Row> images =
        List.of(
            struct(image("snowy", 0, "a")),
            struct(image("snowy", 0, "b")),
            struct(image("snowy", 1, "c")));
    Row indexed = sample.toRow();
    Row row =
        RowFactory.create(
            indexed.get(0),
            indexed.get(1),
            indexed.get(2),
            indexed.get(3),
            indexed.get(4),
            indexed.get(5),
            ListColumn.value(images));
    MatchedRow matched = MatchedRow.of(row);
    assertThat(matched.sample()).isEqualTo(sample);
    assertThat(matched.generated()).containsExactly(image("snowy", 0, "a"), image("snowy", 1, "c"));
  }

  @Test
  void aRowOfAnIndexWithoutGeneratedImagesHasNone() {
    assertThat(MatchedRow.of(new IndexRow("s", CAT, "s.jpg", 5).toRow()).generated()).isEmpty();
  }

  @Test
  void totalsOfGroupsAddUpAndNameRepeatedKeys() {
    GeneratedGroup one =
        new GeneratedGroup(List.of(image("snowy", 0, "a"), image("snowy", 0, "b")));
    GeneratedGroup other = new GeneratedGroup(List.of(image("sunset", 0, "c")));
    GeneratedTotals whole = GeneratedTotals.of(List.of(one, other).iterator());
    assertThat(whole.listed()).isEqualTo(3);
    assertThat(whole.distinct()).isEqualTo(2);
    assertThat(whole.repeated()).containsExactly("s#snowy#0");
    assertThat(totals(one).and(totals(other))).isEqualTo(whole);
    assertThat(totals(other).and(totals(one))).isEqualTo(whole);
  }

  private static GeneratedTotals totals(GeneratedGroup group) {
    Iterator<GeneratedGroup> groups = List.of(group).iterator();
    return GeneratedTotals.of(groups);
  }

  @Test
  void theRuleCountsMembersBeforeMixing() {
    List<GeneratedIndexRow> three =
        List.of(image("a", 0, "1"), image("b", 0, "2"), image("c", 0, "3"));
    assertThat(ExpansionRule.NONE.counts(List.of())).isEqualTo(new GeneratedCounts(0, 0, 0, 1, 0));
    ExpansionRule two = new ExpansionRule(true, 2, true, false);
    assertThat(two.counts(three)).isEqualTo(new GeneratedCounts(0, 3, 2, 3, 20));
    assertThat(two.counts(List.of())).isEqualTo(new GeneratedCounts(1, 0, 0, 0, 0));
    ExpansionRule originals = new ExpansionRule(true, 2, false, true);
    assertThat(originals.counts(List.of())).isEqualTo(new GeneratedCounts(1, 0, 0, 1, 0));
  }

  @Test
  void theCollectorJoinsEveryKindOfSideInputToTheSample() {
    SideInputCollector collector = new SideInputCollector("s");
    AttentionGrid grid = new AttentionGrid(1, 2, new float[] {0.25f, 0.75f});
    collector.add(SideInputKind.MAP, "", 0, AttentionMaps.packed(grid));
    collector.add(SideInputKind.MIXING_IMAGE, "fractal", 0, new byte[] {2});
    collector.add(SideInputKind.GENERATED, "snowy", 1, new byte[] {3});
    EncodedSample sample = collector.sample(new Label.Single(0), new byte[] {1});
    assertThat(sample.map().orElseThrow().weights()).containsExactly(0.25f, 0.75f);
    assertThat(sample.mixingImages()).containsOnlyKeys("fractal");
    assertThat(sample.generated())
        .extracting(EncodedSample.Generated::key)
        .containsExactly(new GeneratedKey("s", "snowy", 1));
    assertThatThrownBy(() -> collector.add(SideInputKind.IMAGE, "", 0, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the image of s is no side input");
  }
}
