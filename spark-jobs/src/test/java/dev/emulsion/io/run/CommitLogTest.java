package dev.emulsion.io.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitLogTest {

  private static final int PARTS = 3;
  private static final String FOLDER = "epoch=0";

  @TempDir private Path directory;

  /** The output is the number {@code value}, repeated. */
  record Header(int value) implements CommitLog.Header<Header> {

    @Override
    public List<String> differences(Header before) {
      return value == before.value
          ? List.of()
          : List.of("value was " + before.value + " and is " + value);
    }
  }

  record Part(int number, List<Manifest.File> files) {}

  record Seal(List<Manifest.File> files) {}

  private static final CommitLog.Kind<Header, Seal> KIND =
      new CommitLog.Kind<>("number", "number.json", Header.class, "sealed.json", Seal.class);

  /** A small job that writes {@link #PARTS} files, one per part. */
  private static final class Job {

    private final RunDirectory output;
    private final int value;
    private final List<Integer> written = new ArrayList<>();

    Job(RunDirectory output, int value) {
      this.output = output;
      this.value = value;
    }

    Seal run() {
      CommitLog<Seal> log = CommitLog.open(output, KIND, new Header(value));
      if (log.sealed().isPresent()) {
        return log.sealed().get();
      }
      log.claim("application " + value);
      List<Part> parts = new ArrayList<>(log.recordedIn("parts", Part.class));
      log.deleteUnrecorded(FOLDER, files(parts));
      Set<Integer> done = new HashSet<>();
      parts.forEach(part -> done.add(part.number()));
      for (int number = 0; number < PARTS; number++) {
        if (!done.contains(number)) {
          parts.add(writePart(log, number));
        }
      }
      Seal seal = new Seal(files(parts));
      log.seal(seal);
      return seal;
    }

    private Part writePart(CommitLog<Seal> log, int number) {
      String name = FOLDER + "/part-" + number + "-" + log.nextWrite().number() + ".parquet";
      output.writeText(output.folder(name), Integer.toString(value).repeat(number + 1));
      written.add(number);
      Part part = new Part(number, List.of(new Manifest.File(name, number + 1L)));
      log.record("parts/part-" + number + ".json", part);
      return part;
    }

    private static List<Manifest.File> files(List<Part> parts) {
      return parts.stream().flatMap(part -> part.files().stream()).toList();
    }
  }

  private RunDirectory output(String name) {
    return RunDirectory.at("killed://" + directory.resolve(name), KilledFileSystem.configuration());
  }

  @AfterEach
  void revive() {
    KilledFileSystem.revive();
  }

  @Test
  void aProcessKilledBetweenAnyTwoStepsIsFinishedByTheNext() {
    int steps = 0;
    for (boolean killed = true; killed; steps++) {
      RunDirectory output = output("killed-" + steps);
      Job first = new Job(output, 7);
      KilledFileSystem.killAfter(steps);
      try {
        first.run();
        killed = false;
      } catch (UncheckedIOException e) {
        assertThat(e).hasRootCauseInstanceOf(KilledFileSystem.Killed.class);
      }
      KilledFileSystem.revive();
      List<Part> recorded = recorded(output);

      Job second = new Job(output, 7);
      Seal seal = second.run();

      assertThat(seal.files()).as("after %d steps", steps).hasSize(PARTS);
      assertThat(output.files(FOLDER))
          .as("after %d steps", steps)
          .containsExactlyInAnyOrderElementsOf(seal.files());
      assertThat(seal.files()).containsAll(Job.files(recorded));
      assertThat(second.written)
          .as("parts that the second process wrote after %d steps", steps)
          .containsExactlyElementsOf(
              killed
                  ? IntStream.range(recorded.size(), PARTS).boxed().toList()
                  : List.<Integer>of());
      assertThat(recorded(output)).hasSize(PARTS);
      assertThat(new Job(output, 7).run()).isEqualTo(seal);
    }
    // header, lease, for each part its file and its record, and the seal: two changes at least
    assertThat(steps).isGreaterThan(2 * (2 + 2 * PARTS + 1));
  }

  private static List<Part> recorded(RunDirectory output) {
    return output.isEmpty()
        ? List.of()
        : CommitLog.open(output, KIND, new Header(7)).recordedIn("parts", Part.class);
  }

  @Test
  void anotherHeaderIsRejectedWithItsDifference() {
    new Job(output("out"), 1).run();
    assertThatThrownBy(() -> new Job(output("out"), 2).run())
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "output "
                + output("out").path()
                + " holds another number: value was 1 and is 2. Choose another path, or delete it");
  }

  @Test
  void aDirectoryOfAnythingElseIsLeftUnchanged() throws IOException {
    Files.createDirectories(directory.resolve("mine"));
    Files.writeString(directory.resolve("mine/notes.txt"), "mine");
    assertThatThrownBy(() -> new Job(output("mine"), 1).run())
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "output "
                + output("mine").path()
                + " exists and is not empty; choose another path, or delete it");
    try (var files = Files.walk(directory.resolve("mine"))) {
      assertThat(files.filter(Files::isRegularFile))
          .containsExactly(directory.resolve("mine/notes.txt"));
    }
  }

  @Test
  void ownFilesOfAnythingElseAreLeftUnchanged() throws IOException {
    Path notes = Files.createDirectories(directory.resolve("mine.emulsion")).resolve("notes.txt");
    Files.writeString(notes, "mine");
    assertThatThrownBy(() -> new Job(output("mine"), 1).run())
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "output "
                + output("mine").own()
                + " exists and is not empty; choose another path, or delete it");
    assertThat(notes).hasContent("mine");
  }

  @Test
  void anOutputDeletedWithoutItsOwnFilesIsWrittenAnew() throws IOException {
    new Job(output("out"), 1).run();
    output("out").delete(output("out").path());
    Job another = new Job(output("out"), 2);
    another.run();
    assertThat(another.written).containsExactly(0, 1, 2);

    output("out").delete(output("out").folder(FOLDER)); // now it is empty, and sealed
    Job again = new Job(output("out"), 3);
    again.run();
    assertThat(again.written).containsExactly(0, 1, 2);
  }

  @Test
  void anOutputThatIsStillEmptyBelongsToTheProcessThatBegan() {
    CommitLog.open(output("begun"), KIND, new Header(1)).claim("app-1");
    assertThatThrownBy(() -> CommitLog.open(output("begun"), KIND, new Header(2)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds another number: value was 1 and is 2");
  }

  @Test
  void theEarlierOfTwoProcessesFailsAtEveryCommit() {
    RunDirectory output = output("two");
    CommitLog<Seal> earlier = CommitLog.open(output, KIND, new Header(1));
    earlier.claim("app-1");
    earlier.record("parts/part-0.json", new Part(0, List.of()));
    CommitLog<Seal> later = CommitLog.open(output, KIND, new Header(1));
    later.claim("app-2");

    String lost =
        "another process (Spark application app-2) has taken over the run at "
            + output.path()
            + "; this one stops, and the other finishes the run";
    assertThatThrownBy(() -> earlier.record("parts/part-1.json", new Part(1, List.of())))
        .isInstanceOf(DataException.class)
        .hasMessage(lost);
    assertThatThrownBy(() -> earlier.seal(new Seal(List.of()))).hasMessage(lost);
    assertThatThrownBy(() -> earlier.deleteUnrecorded(FOLDER, List.of())).hasMessage(lost);
    assertThatThrownBy(() -> earlier.forget("parts")).hasMessage(lost);
    assertThatThrownBy(earlier::unseal).hasMessage(lost);
    assertThatThrownBy(() -> earlier.guard().check(KilledFileSystem.configuration()))
        .hasMessage(lost);
    assertThatThrownBy(
            () ->
                earlier.whileOwned(
                    () -> {
                      throw new IllegalStateException("a file has vanished");
                    }))
        .hasMessage(lost);
    assertThat(later.recordedIn("parts", Part.class)).containsExactly(new Part(0, List.of()));
    later.seal(new Seal(List.of()));
    assertThat(later.sealed()).contains(new Seal(List.of()));
  }

  @Test
  void aFailureOfTheOwnerIsItsOwn() {
    CommitLog<Seal> log = CommitLog.open(output("own"), KIND, new Header(1));
    log.claim("app-1");
    assertThatThrownBy(
            () ->
                log.whileOwned(
                    () -> {
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");
  }

  @Test
  void workThatAPreviousOwnerDisturbsIsRepeated() throws Exception {
    RunDirectory output = output("disturbed");
    CommitLog.open(output, KIND, new Header(1)).claim("app-1");
    CommitLog<Seal> log = CommitLog.open(output, KIND, new Header(1));
    log.claim("app-2");
    List<Integer> tries = new ArrayList<>();
    String done =
        log.undisturbed(
            () -> {
              tries.add(tries.size());
              if (tries.size() < 3) {
                throw new IOException("a file has vanished");
              }
              return "done";
            });
    assertThat(done).isEqualTo("done");
    assertThat(tries).hasSize(3);
    tries.clear();
    assertThatThrownBy(
            () ->
                log.undisturbed(
                    () -> {
                      tries.add(tries.size());
                      throw new IllegalStateException(new DataException("no sample is left"));
                    }))
        .hasCauseInstanceOf(DataException.class);
    assertThat(tries).as("what the data cause is not repeated").hasSize(1);
  }

  @Test
  void workOfTheOnlyOwnerIsNotRepeated() {
    CommitLog<Seal> log = CommitLog.open(output("alone"), KIND, new Header(1));
    log.claim("app-1");
    List<Integer> tries = new ArrayList<>();
    assertThatThrownBy(
            () ->
                log.undisturbed(
                    () -> {
                      tries.add(tries.size());
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(tries).hasSize(1);
  }

  @Test
  void aSealIsNotReplaced() {
    RunDirectory output = output("sealed");
    CommitLog<Seal> log = CommitLog.open(output, KIND, new Header(1));
    log.claim("app-1");
    Seal first = new Seal(List.of(new Manifest.File("a", 1)));
    log.seal(first);
    assertThatThrownBy(() -> log.seal(new Seal(List.of())))
        .isInstanceOf(DataException.class)
        .hasMessage(
            output.own("sealed.json")
                + " exists already: another process has completed the same output");
    assertThat(log.sealed()).contains(first);
  }

  @Test
  void leftoversAreDeletedAndRecordedFilesKept() {
    RunDirectory output = output("leftovers");
    CommitLog<Seal> log = CommitLog.open(output, KIND, new Header(1));
    log.claim("app-1");
    output.writeText(output.folder(FOLDER + "/part-0.parquet"), "kept");
    output.writeText(output.folder(FOLDER + "/part-1.parquet"), "left over");
    output.writeText(output.folder(FOLDER + "/_temporary/0/part-2.parquet"), "unfinished");
    log.deleteUnrecorded(FOLDER, List.of(new Manifest.File(FOLDER + "/part-0.parquet", 4)));
    assertThat(output.files(FOLDER))
        .containsExactly(new Manifest.File(FOLDER + "/part-0.parquet", 4));
    assertThat(directory.resolve("leftovers/epoch=0/_temporary")).doesNotExist();
  }

  @Test
  void nothingIsWrittenWithoutAClaim() {
    CommitLog<Seal> log = CommitLog.open(output("unclaimed"), KIND, new Header(1));
    assertThatThrownBy(() -> log.seal(new Seal(List.of())))
        .isInstanceOf(IllegalStateException.class);
    assertThatCode(log::sealed).doesNotThrowAnyException();
  }

  @Test
  void ofTwoRequestsThatBeginAtOnceTheLaterOwnsTheDirectory() {
    RunDirectory output = output("requests");
    CommitLog<Seal> earlier = CommitLog.open(output, KIND, new Header(1));
    earlier.claim("app-1");
    output.write(output.run(KIND.header()), new Header(2)); // it had seen an empty directory
    String held =
        "output "
            + output.path()
            + " holds another number: value was 2 and is 1. Choose another path, or delete it";
    assertThatThrownBy(() -> earlier.record("parts/part-0.json", new Part(0, List.of())))
        .isInstanceOf(ConfigException.class)
        .hasMessage(held);
    assertThatThrownBy(() -> earlier.seal(new Seal(List.of()))).hasMessage(held);
    CommitLog<Seal> later = CommitLog.open(output, KIND, new Header(2));
    later.claim("app-2");
    assertThat(later.recordedIn("parts", Part.class)).isEmpty();
    later.seal(new Seal(List.of()));
  }

  @Test
  void ofTwoCommandsThatBeginAtOnceOneGivesWay() {
    RunDirectory output = output("commands");
    CommitLog<Seal> log = CommitLog.open(output, KIND, new Header(1));
    output.write(output.run("other.json"), new Header(1)); // it had seen an empty directory
    assertThatThrownBy(() -> log.claim("app-1"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "output "
                + output.path()
                + " must hold one number and nothing else, but another command has begun to write"
                + " to it (other.json); choose another path, or delete it");
    assertThat(output.runFiles("")).containsExactly("other.json", "owner.json");
    output.delete(output.run("other.json"));
    assertThat(output.isEmpty()).as("with a lease only").isTrue();
    assertThat(new Job(output, 3).run().files()).hasSize(PARTS);
  }

  @Test
  void readersAcceptFinishedOutputsOnly() {
    RunDirectory output = output("read");
    Configuration conf = KilledFileSystem.configuration();
    SealedOutput.requireFinished("input.path", output.path(), conf);
    CommitLog<Seal> log = CommitLog.open(output, KIND, new Header(1));
    log.claim("app-1");
    String inside = output.folder(FOLDER);
    for (String path : List.of(output.path(), inside)) {
      assertThatThrownBy(() -> SealedOutput.requireFinished("input.path", path, conf))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "input.path "
                  + path
                  + " must be finished before it is read, but has no "
                  + output.own("sealed.json")
                  + ": the command that writes it failed or is still running; run it again to"
                  + " finish it");
      assertThat(SealedOutput.find(KIND, FOLDER, path, conf)).isEmpty();
    }
    log.seal(new Seal(List.of(new Manifest.File(FOLDER + "/part-0.parquet", 1))));
    SealedOutput.requireFinished("input.path", inside, conf);
    for (String path : List.of(output.path(), inside)) {
      SealedOutput<Seal> found = SealedOutput.find(KIND, FOLDER, path, conf).get();
      assertThat(found.paths(found.seal().files())).containsExactly(inside + "/part-0.parquet");
    }
    assertThat(SealedOutput.find(KIND, FOLDER, output.folder("other"), conf)).isEmpty();
  }

  @Test
  void rowsThatWereNotSealedAreNoticed() {
    RunDirectory output = output("rows");
    var sealed = new SealedOutput<>(output, output.own("sealed.json"), new Seal(List.of()));
    sealed.requireRows("input.path", "samples", 3, 3);
    assertThatThrownBy(() -> sealed.requireRows("input.path", "samples", 3, 4))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "input.path "
                + output.path()
                + " must have the 3 samples that "
                + output.own("sealed.json")
                + " states, has 4; delete it and run the command that wrote it again");
  }

  @Test
  void everyWriteOfEveryOwnerHasANumberOfItsOwn() {
    RunDirectory output = output("writes");
    Set<Integer> numbers = new HashSet<>();
    for (int owner = 0; owner < 100; owner++) {
      CommitLog<Seal> log = CommitLog.open(output, KIND, new Header(1));
      log.claim("app-" + owner);
      for (int write = 0; write < 2000; write++) {
        int number = log.nextWrite().number();
        assertThat(number).isNotNegative();
        assertThat(numbers.add(number)).isTrue();
      }
    }
  }
}
