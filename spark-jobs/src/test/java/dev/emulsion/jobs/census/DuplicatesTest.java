package dev.emulsion.jobs.census;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.SourceLabel;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DuplicatesTest {

  private static IndexRow sample(String id, String location) {
    return new IndexRow(id, SourceLabel.NONE, location, 1);
  }

  @Test
  void ofARepeatedIdOnlyTheWinnerIsUsed() {
    Duplicates duplicates = new Duplicates(Map.of("1", "a"));
    assertThat(duplicates.uses(sample("1", "a"))).isTrue();
    assertThat(duplicates.uses(sample("1", "b"))).isFalse();
    assertThat(duplicates.uses(sample("2", "b"))).isTrue();
  }
}
