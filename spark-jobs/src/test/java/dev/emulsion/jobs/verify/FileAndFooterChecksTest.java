package dev.emulsion.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.Manifest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FileAndFooterChecksTest {

  @Test
  void theListedFilesWithTheirLengthsHaveNoProblems() {
    assertThat(FileChecks.check(Manifests.EPOCH, Manifests.EPOCH.files())).isEmpty();
  }

  @Test
  void aTruncatedAndAMissingShardAreNamed() {
    assertThat(
            FileChecks.check(
                Manifests.EPOCH, List.of(new Manifest.File("epoch=0/part-0.parquet", 99))))
        .extracting(Problem::message)
        .containsExactly("epoch=0/part-0.parquet must have 100 bytes, was 99");
    assertThat(
            FileChecks.check(
                Manifests.EPOCH, List.of(new Manifest.File("epoch=0/part-1.parquet", 100))))
        .extracting(Problem::message)
        .containsExactly("epoch=0/part-0.parquet is missing");
  }

  @Test
  void rowsOfAllFootersMustAddUp() {
    FooterChecks.Result right = FooterChecks.check(List.of(rows(10), rows(8)), Manifests.EPOCH);
    assertThat(right.problems()).isEmpty();
    assertThat(right.readable()).isTrue();
    assertThat(FooterChecks.check(List.of(rows(10), rows(7)), Manifests.EPOCH).problems())
        .extracting(Problem::message)
        .containsExactly("epoch 0: the shards must contain the 18 rows that were written, was 17");
  }

  @Test
  void withAnUnreadableShardRowsAreNotCounted() {
    ShardFooter damaged = ShardFooter.unreadable("a.parquet", new IOException("too short"));
    FooterChecks.Result result = FooterChecks.check(List.of(rows(10), damaged), Manifests.EPOCH);
    assertThat(result.readable()).isFalse();
    assertThat(result.problems())
        .extracting(Problem::message)
        .containsExactly("a.parquet cannot be read as Parquet: too short");
  }

  @Test
  void anEpochWithRowsNeedsShards() {
    FooterChecks.Result result = FooterChecks.check(List.of(), Manifests.EPOCH);
    assertThat(result.readable()).isFalse();
    assertThat(result.problems())
        .extracting(Problem::message)
        .containsExactly("epoch 0 has no shards");
  }

  @Test
  void everyExpectedKeyMustBeInTheFooter() {
    ShardFooter footer =
        ShardFooter.compare("a.parquet", 5, Map.of("run", "r1", "other", "x"), Map.of("run", "r2"));
    assertThat(footer.rows()).isEqualTo(OptionalLong.of(5));
    assertThat(footer.problems()).containsExactly("a.parquet: footer key run must be r2, was r1");
    assertThat(ShardFooter.compare("a", 5, Map.of("run", "r1"), Map.of("run", "r1")).problems())
        .isEmpty();
  }

  @Test
  void aFooterSurvivesItsRow() {
    for (ShardFooter footer :
        List.of(rows(3), ShardFooter.unreadable("a.parquet", new IOException("too short")))) {
      assertThat(ShardFooter.of(footer.toRow())).isEqualTo(footer);
    }
  }

  private static ShardFooter rows(long rows) {
    return new ShardFooter(OptionalLong.of(rows), List.of());
  }
}
