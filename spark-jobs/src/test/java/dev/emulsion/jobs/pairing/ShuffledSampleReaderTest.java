package dev.emulsion.jobs.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.jobs.sideinput.SideInputKind;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.RingPartitioner;
import dev.emulsion.ring.ShuffledSample;
import dev.emulsion.ring.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ShuffledSampleReaderTest {

  private static final RingLayout LAYOUT =
      new RingLayout(1, 0, new RingPartitioner(Labels.SAME, 2, new long[] {4, 4}));
  private static final Target TARGET = new Target(new Lane(1, 5), 3);

  @Test
  void aSampleComesWithItsPlaceOnTheRing() {
    ShuffledSampleReader reader = reader(image("a", 1));
    ShuffledSample sample = reader.next();
    assertThat(reader.hasNext()).isFalse();
    assertThat(sample.id()).isEqualTo("a");
    assertThat(sample.label()).isEqualTo(new Label.Single(1));
    assertThat(sample.sample().image()).containsExactly('a');
    assertThat(sample.target()).isEqualTo(TARGET);
    assertThat(sample.key()).isEqualTo(LAYOUT.key("a"));
    assertThat(sample.ownLane()).isEqualTo(LAYOUT.lane("a", 1));
  }

  @Test
  void sideInputsJoinTheImageThatFollowsThem() {
    ShuffledSampleReader reader =
        reader(
            sideInput("a", SideInputKind.MIXING_IMAGE, "fractal-7", 0),
            sideInput("a", SideInputKind.GENERATED, "snowy", 2),
            image("a", 0),
            image("b", 0));
    ShuffledSample first = reader.next();
    assertThat(first.sample().generated()).hasSize(1);
    assertThat(first.sample().generated().get(0).key().prompt()).isEqualTo("snowy");
    assertThat(first.sample().generated().get(0).key().index()).isEqualTo(2);
    assertThat(first.sample().mixingImages()).containsOnlyKeys("fractal-7");
    ShuffledSample second = reader.next();
    assertThat(second.id()).isEqualTo("b");
    assertThat(second.sample().generated()).isEmpty();
    assertThat(second.sample().mixingImages()).isEmpty();
  }

  @Test
  void sideInputsWithoutTheirImageAreAnError() {
    Row lonely = sideInput("a", SideInputKind.GENERATED, "snowy", 0);
    assertThatThrownBy(() -> reader(lonely, image("b", 0)).next())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the side inputs of a arrived without its image");
    assertThatThrownBy(() -> reader(lonely).next())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the side inputs of a arrived without its image");
  }

  private static ShuffledSampleReader reader(Row... rows) {
    return new ShuffledSampleReader(List.of(rows).iterator(), Label.Kind.SINGLE, LAYOUT);
  }

  private static Row image(String id, int label) {
    return ShuffledRow.image(
            0, TARGET, id, new Label.Single(label), id.getBytes(StandardCharsets.UTF_8))
        .toRow();
  }

  private static Row sideInput(String id, SideInputKind kind, String name, int index) {
    return new ShuffledRow(0, TARGET, id, Optional.empty(), new byte[] {1}, kind, name, index)
        .toRow();
  }
}
