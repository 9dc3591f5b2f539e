package dev.emulsion.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.io.shard.RowLocation;
import dev.emulsion.jobs.replay.ReplayReport.Difference;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.jobs.replay.ReplayReport.PixelDifference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelectionTest {

  @Test
  void aSampleHasOneToTenThousandRows() {
    assertThat(new Selection.Sample(10_000).count()).isEqualTo(10_000);
    for (int count : new int[] {0, 10_001}) {
      assertThatThrownBy(() -> new Selection.Sample(count))
          .hasMessage("a sample must have 1 to 10000 rows, was " + count);
    }
  }

  @Test
  void everyRowThatIsNamedMustExist() {
    Selection.ById byId = new Selection.ById(List.of("a@0.0", "b@0.0"));
    RowLocation a = new RowLocation("a@0.0", "part-0");
    byId.requireAll(List.of(a, new RowLocation("b@0.0", "part-1")));
    assertThatThrownBy(() -> byId.requireAll(List.of(a)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "there is no row b@0.0; the row_id of a row is ID@EPOCH.VARIANT, such as"
                + " cat/1.jpg@0.0");
  }

  @Test
  void aShardWithSeveralRowsIsReadOnce() {
    assertThat(
            RowLocation.files(
                List.of(
                    new RowLocation("b", "part-1"),
                    new RowLocation("a", "part-0"),
                    new RowLocation("c", "part-1"))))
        .containsExactly("part-0", "part-1");
  }

  @Test
  void anOutcomeSurvivesItsRow() {
    ReplayOutcome identical = new ReplayOutcome("a", Optional.empty(), Optional.empty());
    assertThat(ReplayOutcome.of(identical.toRow())).isEqualTo(identical);
    ReplayOutcome differs =
        new ReplayOutcome(
            "a",
            Optional.of(
                new Difference(
                    "a",
                    Kind.IMAGE,
                    "1 of 4 pixels differ",
                    Optional.of(new PixelDifference(1, 0, 2, 7, 8, 1, 4)))),
            Optional.empty());
    assertThat(ReplayOutcome.of(differs.toRow())).isEqualTo(differs);
  }
}
