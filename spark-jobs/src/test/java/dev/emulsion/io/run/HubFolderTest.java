package dev.emulsion.io.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HubFolderTest {

  private static Manifest.Epoch epoch(int epoch, String... files) {
    List<Manifest.File> shards =
        IntStream.range(0, files.length)
            .mapToObj(i -> new Manifest.File("epoch=" + epoch + "/" + files[i], 10L + i))
            .toList();
    return new Manifest.Epoch(
        epoch,
        2,
        2,
        0,
        2,
        0,
        Map.of(),
        Map.of(),
        new Manifest.GeneratedUse(0, 0, Map.of(), 0),
        Manifest.Decoding.NONE,
        "",
        "",
        shards);
  }

  @Test
  void shardsAreNumberedOverAllEpochs() {
    List<Manifest.Epoch> arranged =
        HubFolder.arranged(
            List.of(
                epoch(0, "part-00000-c000.tar", "part-00001-c000.tar"),
                epoch(1),
                epoch(2, "part-00000-c000.tar")));
    assertThat(arranged.get(0).files())
        .containsExactly(
            new Manifest.File("data/train-00000-of-00003.tar", 10),
            new Manifest.File("data/train-00001-of-00003.tar", 11));
    assertThat(arranged.get(1).files()).isEmpty();
    assertThat(arranged.get(2).files())
        .containsExactly(new Manifest.File("data/train-00002-of-00003.tar", 10));
    assertThat(arranged).extracting(Manifest.Epoch::epoch).containsExactly(0, 1, 2);
  }

  @Test
  void whatIsKnownOfAShardIsKnownByItsNewPath() {
    List<Manifest.Epoch> epochs =
        List.of(epoch(0, "part-00000-c000.tar", "part-00001-c000.tar"), epoch(1, "part-00000.tar"));
    Map<String, String> known =
        Map.of("epoch=0/part-00001-c000.tar", "a", "epoch=1/part-00000.tar", "b");
    assertThat(HubFolder.arranged(epochs, known))
        .isEqualTo(
            Map.of("data/train-00001-of-00003.tar", "a", "data/train-00002-of-00003.tar", "b"));
  }
}
