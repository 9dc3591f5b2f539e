package dev.emulsion.io.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.io.run.KilledFileSystem.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  /** A run whose header never differs. */
  record Header() implements CommitLog.Header<Header> {

    @Override
    public List<String> differences(Header before) {
      return List.of();
    }
  }

  private static final CommitLog.Kind<Header, Manifest> KIND =
      new CommitLog.Kind<>("run", "run.json", Header.class, "manifest.json", Manifest.class);

  @Test
  void whatAFailureLeavesUnmovedIsMovedByTheNextRun(@TempDir Path directory) throws IOException {
    String[] names =
        IntStream.range(0, 60)
            .mapToObj(i -> String.format(Locale.ROOT, "part-%05d-c000.tar", i))
            .toArray(String[]::new);
    List<Manifest.Epoch> epochs = List.of(epoch(0, names));
    Path out = directory.resolve("out");
    RunDirectory output = RunDirectory.at("killed://" + out, KilledFileSystem.configuration());
    CommitLog<Manifest> log = CommitLog.open(output, KIND, new Header());
    log.claim("application");
    for (String name : names) {
      output.writeText(output.folder("epoch=0/" + name), name);
    }
    HubFolder hub = new HubFolder(log);
    KilledFileSystem.killAfter(40);
    try {
      assertThatThrownBy(() -> hub.arrange(epochs)).hasRootCauseInstanceOf(Killed.class);
    } finally {
      KilledFileSystem.revive();
    }
    long moved = names(out.resolve("data")).size();
    assertThat(moved).isBetween(1L, 59L);

    hub.restore();
    assertThat(names(out.resolve("epoch=0"))).containsExactly(names);
    hub.arrange(epochs);
    assertThat(names(out.resolve("data"))).hasSize(60);
    for (int i = 0; i < 60; i++) {
      String name = String.format(Locale.ROOT, "data/train-%05d-of-00060.tar", i);
      assertThat(out.resolve(name)).hasContent(names[i]); // in order
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
