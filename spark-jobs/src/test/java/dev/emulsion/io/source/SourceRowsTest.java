package dev.emulsion.io.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.label.Label;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceRowsTest {

  @Test
  void anIndexRowIsReadAsItWasWritten() {
    for (SourceLabel label :
        List.of(
            SourceLabel.NONE,
            SourceLabel.ofTexts(Arrays.asList("cat", null)),
            SourceLabel.ofWeights(Arrays.asList(0.5f, null)))) {
      IndexRow row = new IndexRow("1", label, "1.jpg", 7, 8);
      assertThat(IndexRow.of(row.toRow())).isEqualTo(row);
      assertThat(row.toRow().size()).isEqualTo(IndexRow.SCHEMA.size());
    }
  }

  @Test
  void aPayloadRowIsReadAsItWasWritten() {
    PayloadRow row =
        new PayloadRow("1", SourceLabel.ofTexts(List.of("cat")), "1.jpg", new byte[] {1, 2});
    assertThat(PayloadRow.of(row.toRow())).usingRecursiveComparison().isEqualTo(row);
    assertThat(row.toRow().size()).isEqualTo(PayloadRow.SCHEMA.size());
  }

  @Test
  void anUncheckedSourceMayRepeatAndLackUntilItIsChecked() {
    SourceInfo info =
        SourceInfo.unchecked(Label.Kind.SINGLE, SourceInfo.Texts.CELLS, 100, "in/list.csv")
            .withIgnored(3);
    assertThat(info.mayRepeat()).isTrue();
    assertThat(info.mayLack()).isTrue();
    assertThat(info.ignored()).isEqualTo(3);
    assertThat(info.pathPrefix()).isEqualTo("in/list.csv#");
    SourceInfo checked = info.withClassNames(List.of("cat")).checked();
    assertThat(checked.mayRepeat()).isFalse();
    assertThat(checked.mayLack()).isFalse();
    assertThat(checked.classNames()).contains(List.of("cat"));
    assertThat(checked.ignored()).isEqualTo(3);
  }
}
