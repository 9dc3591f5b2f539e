package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.DataException;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TemporaryFolder;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is edited in a finished run, {@code verify} tells; the quick form where it says so. */
class EditedRunIT {

  private static final Path RUNS = TemporaryFolder.create("edited-runs");
  private static final int STEP = 10;
  private static final Set<String> ONCE_UNTOLD =
      Set.of(
          "two names exchanged in classes.json",
          "string-indexer deleted",
          "manifest.json is null",
          "an epoch copied",
          "foreign part-9.parquet",
          "foreign epoch=0/.crc",
          "a bit at 0");
  private static final List<String> PROFILES = List.of("raw", "hf", "arrow", "webdataset");

  @TempDir private Path directory;

  /** Something that a person, a tool or a disk does to a run. */
  private interface Change {
    void apply(Run run) throws IOException;
  }

  /** How thorough {@code verify} must be to tell. */
  private enum Told {
    QUICK,
    FULL
  }

  private record Edit(String profile, Told told, String name, Change change) {
    @Override
    public String toString() {
      return profile + ": " + name;
    }
  }

  /** A copy of a run of two epochs with two shards or more each. */
  private record Run(Path out) {

    Path out(String name) {
      return out.resolve(name);
    }

    Path own(String name) {
      return Folders.own(out).resolve(name);
    }

    Path shard(int epoch, int index) throws IOException {
      return Folders.shards(out.resolve("epoch=" + epoch)).get(index);
    }

    void text(String name, UnaryOperator<String> edit) throws IOException {
      String before = Files.readString(own(name));
      Files.writeString(own(name), changed(before, edit.apply(before)));
    }

    void manifest(UnaryOperator<String> edit) throws IOException {
      text("manifest.json", edit);
    }

    /** Replaces the last occurrence of a text in a shard by one of the same length. */
    void bytes(String text, String by) throws IOException {
      Path shard = shard(0, 0);
      String before = Files.readString(shard, StandardCharsets.ISO_8859_1);
      int at = before.lastIndexOf(text);
      assertThat(at).as(text).isNotNegative();
      assertThat(by).hasSameSizeAs(text);
      Files.writeString(
          shard,
          before.substring(0, at) + by + before.substring(at + text.length()),
          StandardCharsets.ISO_8859_1);
    }

    /** Flips a bit at a position; a negative one counts from the end. */
    void flip(long position) throws IOException {
      byte[] bytes = Files.readAllBytes(shard(0, 0));
      bytes[(int) (position < 0 ? bytes.length + position : position)] ^= 4;
      Files.write(shard(0, 0), bytes);
    }

    /** A file of the own folder whose path contains {@code part}. */
    Path some(String part) throws IOException {
      try (Stream<Path> files = Files.walk(Folders.own(out))) {
        return files
            .filter(Files::isRegularFile)
            .filter(file -> file.toString().contains(part))
            .max(Comparator.comparing(file -> file.toFile().length()))
            .orElseThrow();
      }
    }

    private static String changed(String before, String after) {
      assertThat(after).isNotEqualTo(before);
      return after;
    }
  }

  static List<Edit> edits() {
    List<Edit> edits = new ArrayList<>();
    ownFiles(edits);
    manifests(edits);
    folders(edits);
    parquet(edits);
    tar(edits);
    return edits;
  }

  private static void ownFiles(List<Edit> edits) {
    quick(edits, "two names exchanged in classes.json", run -> run.text("classes.json", SWAP));
    for (String file :
        List.of("classes.json", "metadata.json", "README.md", "recipe.yaml", "files.sha256")) {
      quick(edits, file + " deleted", run -> Files.delete(run.own(file)));
      quick(edits, "a blank added to " + file, run -> run.text(file, text -> text + " "));
    }
    quick(edits, "string-indexer deleted", run -> Folders.delete(run.own("string-indexer")));
    quick(edits, "string-indexer edited", run -> cut(run.some("string-indexer/data/part")));
    quick(edits, "quarantine deleted", run -> Folders.delete(run.own("quarantine")));
    quick(edits, "quarantine truncated", run -> cut(run.some("quarantine/")));
    quick(edits, "a digest edited", run -> run.text("shards.sha256", text -> "0" + text));
    quick(edits, "a foreign own file", run -> Files.writeString(run.own("labels.json"), "{}"));
  }

  private static void manifests(List<Edit> edits) {
    for (String text : List.of("null", "[]", "{}", "7", "\"\"", "", "{\"runId\": 3}")) {
      quick(edits, "manifest.json is " + text, run -> run.manifest(old -> text));
    }
    quick(edits, "manifest.json cut", run -> run.manifest(old -> old.substring(0, 900)));
    quick(edits, "epochs: [null]", run -> run.manifest(old -> epochs(old, "[ null ]")));
    quick(edits, "epochs: []", run -> run.manifest(old -> epochs(old, "[ ]")));
    quick(edits, "another version", run -> run.manifest(old -> value(old, "version", "9")));
    quick(edits, "another run id", run -> run.manifest(old -> value(old, "runId", "ab")));
    quick(edits, "a digest of no digits", run -> run.manifest(old -> value(old, DIGEST, "x")));
    quick(
        edits,
        "rows as text",
        run -> run.manifest(old -> old.replaceFirst("\"rows\" : \\d+", "\"rows\" : \"many\"")));
    quick(
        edits,
        "a recipe that is none",
        run -> run.manifest(old -> old.replaceFirst("\"seed\" : 0", "\"sed\" : 0")));
    quick(
        edits,
        "the manifest of another run",
        run ->
            Files.write(
                run.own("manifest.json"),
                Files.readAllBytes(Folders.own(RUNS.resolve("hf")).resolve("manifest.json"))));
  }

  private static void folders(List<Edit> edits) {
    quick(edits, "an epoch copied", run -> Folders.copy(run.out("epoch=1"), run.out("epoch=2")));
    quick(edits, "an epoch copied", run -> Folders.copy(run.out("epoch=1"), run.out("epoch=01")));
    quick(edits, "an epoch deleted", run -> Folders.delete(run.out("epoch=1")));
    quick(edits, "an epoch renamed", run -> Files.move(run.out("epoch=1"), run.out("epoch=3")));
    quick(edits, "an empty folder", run -> Files.createDirectory(run.out("epoch=9")));
    quick(edits, "a folder in one", run -> Files.createDirectory(run.out("epoch=0/label=1")));
    for (String name :
        List.of("part-9.parquet", "rows.parquet", "notes.json", "epoch=0/x.json", "epoch=0/.crc")) {
      quick(edits, "foreign " + name, run -> Files.copy(run.shard(0, 0), run.out(name)));
    }
    quick(edits, "an empty _SUCCESS", run -> Files.createFile(run.out("epoch=0/_SUCCESS")));
    quick(
        edits,
        "a shard twice",
        run -> Files.copy(run.shard(0, 0), run.shard(0, 0).resolveSibling("part-77777.parquet")));
    quick(
        edits,
        "a shard renamed",
        run -> Files.move(run.shard(0, 0), run.shard(0, 0).resolveSibling("part-00000.parquet")));
    quick(edits, "a shard deleted", run -> Files.delete(run.shard(0, 1)));
    quick(
        edits,
        "a shard moved to another epoch",
        run ->
            Files.move(
                run.shard(0, 0), run.out("epoch=1/x-" + run.shard(0, 0).getFileName().toString())));
    quick(edits, "a shard cut", run -> cut(run.shard(0, 0)));
    quick(
        edits,
        "bytes appended",
        run -> Files.write(run.shard(0, 0), new byte[512], StandardOpenOption.APPEND));
    edits.add(
        new Edit(
            "raw",
            Told.FULL,
            "two shards exchanged",
            run -> {
              Path swap = run.out.resolve("swap");
              Path other = run.shard(0, 1);
              Path one = run.shard(0, 0);
              Files.move(one, swap);
              Files.move(other, one);
              Files.move(swap, other);
            }));
  }

  private static void parquet(List<Edit> edits) {
    for (String profile : List.of("raw", "hf", "arrow")) {
      for (int at : new int[] {0, 4, 40, 3_000, -2_500, -600, -200, -12, -8, -1}) {
        full(edits, profile, "a bit at " + at, run -> run.flip(at));
      }
      full(edits, profile, "a column renamed", run -> run.bytes("label_base", "label_bass"));
      full(edits, profile, "the writer's name", run -> run.bytes("parquet-mr", "parquet-me"));
    }
    add(edits, "raw", "class names of a footer", run -> run.bytes("class0", "class2"));
    add(edits, "raw", "dtype of a footer", run -> run.bytes("uint8", "uint4"));
    add(edits, "hf", "features of a footer", run -> run.bytes("ClassLabel", "ClassLobel"));
    add(edits, "arrow", "schema of a footer", run -> run.bytes("ARROW:schema", "ARROW:schemb"));
  }

  private static void tar(List<Edit> edits) {
    for (int at : new int[] {0, 100, 156, 148, 600, -5_000, -1}) {
      full(edits, "webdataset", "a bit at " + at, run -> run.flip(at));
    }
    full(edits, "webdataset", "a key renamed", run -> run.bytes(".cls", ".clt"));
    full(edits, "webdataset", "a field renamed", run -> run.bytes("\"method\"", "\"methud\""));
    full(edits, "webdataset", "members exchanged", EditedRunIT::exchangeMembers);
    for (String name : List.of("epoch=0/extra.tar", "epoch=2/part-00000-c000.tar")) {
      add(
          edits,
          "webdataset",
          "foreign " + name,
          run -> {
            Files.createDirectories(run.out(name).getParent());
            Files.copy(run.shard(0, 0), run.out(name));
          });
    }
    add(
        edits,
        "webdataset",
        "a member appended after the end",
        run ->
            Files.write(
                run.shard(0, 0),
                Arrays.copyOf(Files.readAllBytes(run.shard(0, 1)), 2_048),
                StandardOpenOption.APPEND));
  }

  /** Puts the first two entries of a tar in the other order. */
  private static void exchangeMembers(Run run) throws IOException {
    byte[] tar = Files.readAllBytes(run.shard(0, 0));
    int first = entry(tar, 0);
    int second = entry(tar, first);
    ByteBuffer swapped = ByteBuffer.allocate(tar.length).order(ByteOrder.LITTLE_ENDIAN);
    swapped.put(tar, first, second).put(tar, 0, first);
    swapped.put(tar, first + second, tar.length - first - second);
    Files.write(run.shard(0, 0), swapped.array());
  }

  /** The length of the entry at a position: a header and blocks of 512 bytes. */
  private static int entry(byte[] tar, int at) {
    String octal = new String(tar, at + 124, 11, StandardCharsets.US_ASCII).strip();
    return 512 + (Integer.parseInt(octal, 8) + 511) / 512 * 512;
  }

  private static final UnaryOperator<String> SWAP =
      text -> text.replace("class0", "?").replace("class1", "class0").replace("?", "class1");

  private static final String DIGEST = "contentDigest";

  private static String epochs(String manifest, String by) {
    String rest = ",\\s*(\"contentDigest\" : \"[^\"]*\",\\s*\"filesDigest\")";
    return manifest.replaceFirst("(?s)\"epochs\" : \\[.*\\]" + rest, "\"epochs\" : " + by + ", $1");
  }

  private static String value(String manifest, String key, String by) {
    return manifest.replaceFirst(
        "\"" + key + "\" : \"[^\"]*\"", "\"" + key + "\" : \"" + by + "\"");
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));
  }

  private static void quick(List<Edit> edits, String name, Change change) {
    add(edits, "raw", name, change);
  }

  private static void add(List<Edit> edits, String profile, String name, Change change) {
    edits.add(new Edit(profile, Told.QUICK, name, change));
  }

  private static void full(List<Edit> edits, String profile, String name, Change change) {
    edits.add(new Edit(profile, Told.FULL, name, change));
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "arrow", "webdataset"})
  void nothingIsToldOfARunAsItWasWritten(String profile) throws IOException {
    assertThat(problems(copy(profile), Told.FULL)).isEmpty();
  }

  /** The edits that were not told once, and some of every kind. */
  static List<Edit> someEdits() {
    List<Edit> edits = edits();
    List<Edit> some = new ArrayList<>();
    for (int i = 0; i < edits.size(); i++) {
      if (i % STEP == 0 || ONCE_UNTOLD.contains(edits.get(i).name)) {
        some.add(edits.get(i));
      }
    }
    return some;
  }

  @ParameterizedTest
  @MethodSource("someEdits")
  void anEditIsTold(Edit edit) throws IOException {
    check(edit);
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("edits")
  void everyEditIsTold(Edit edit) throws IOException {
    check(edit);
  }

  private void check(Edit edit) throws IOException {
    Run run = copy(edit.profile);
    edit.change.apply(run);
    assertThat(problems(run, edit.told)).isNotEmpty();
  }

  private static List<String> problems(Run run, Told depth) {
    VerifyOptions options =
        depth == Told.QUICK ? VerifyOptions.quick() : VerifyOptions.replaying(0, Optional.empty());
    try {
      return new VerifyJob(LocalSpark.session(), run.out.toString(), options)
          .run().problems().stream().map(Problem::message).toList();
    } catch (DataException damaged) {
      return List.of(damaged.getMessage()); // exit code 3, as for problems
    }
  }

  private Run copy(String profile) throws IOException {
    Path made = made(profile);
    Path out = directory.resolve("out");
    Folders.copyRun(made, out);
    return new Run(out);
  }

  private static synchronized Path made(String profile) throws IOException {
    Path images = RUNS.resolve("images");
    if (Files.notExists(images)) {
      TestImages.folder(images, 12, 3);
      TestImages.write(images.resolve("class1"), "broken.jpg", new byte[] {1, 2, 3});
      for (String each : PROFILES) {
        new AugmentJob(
                LocalSpark.session(),
                Recipes.of(images)
                    .with("epochs", 2)
                    .with("pairing", "{buckets: 2}")
                    .with("quarantine", "{max-fraction: 0.1}")
                    .to(RUNS.resolve(each), "profile: " + each)
                    .load())
            .run();
      }
    }
    return RUNS.resolve(profile);
  }
}
