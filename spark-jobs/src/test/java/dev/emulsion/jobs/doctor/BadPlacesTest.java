package dev.emulsion.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.doctor.Finding.Level;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.jobs.run.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says in a good place, and in places that lack one thing each. */
class BadPlacesTest {

  private static final long GIGABYTE = 1_000_000_000;
  private static final Versions BUILT = new Versions("17", "3.5.5", "2.12", "3.3.4");
  private static final Versions GOOD = new Versions("17.0.15", "3.5.5", "2.12.18", "3.3.4");
  private static final String SPARK_3_5 =
      "; this build is for Spark 3.5: take one for that version";

  @TempDir private Path folder;

  @Test
  void aGoodPlace() {
    ProcessChecks processes =
        new ProcessChecks(driver(), List.of(executor(1).facts(), executor(2).facts()));

    assertOk(new VersionChecks(BUILT, all(GOOD, GOOD)).all().toList().get(0), "java", "17.0.15");
    assertThat(new VersionChecks(BUILT, all(GOOD, GOOD)).all())
        .extracting(Finding::text)
        .containsExactly("17.0.15", "3.5.5", "2.12.18", "3.3.4");
    assertOk(processes.user(), "user", "ann");
    assertOk(processes.codec(true), "codec", "native (OpenCV 4)");
    assertOk(processes.vectors(), "vectors", "jdk.incubator.vector");
    assertOk(processes.natives(true), "natives", "/tmp");
    assertOk(processes.scratch(), "scratch", "/scratch, 100.0 GB free");
    assertOk(processes.clock(1000, 2000), "clock", "equal on all hosts");
    RecipeChecks recipe = recipe(executor(1).facts(), Optional.of(GIGABYTE));
    // 300 MiB for Spark, and for each of 2 tasks (100 MB + 20 MB) / 0.4 = 300 MB
    assertOk(
        recipe.memory(),
        "memory",
        "4.0 GB of heap for 2 tasks at once on executor 1 on host1; the recipe needs about 914.6"
            + " MB");
    // 256 MiB for the JVM and 50 MB for each task
    assertOk(
        recipe.overhead(),
        "overhead",
        "1.0 GB next to the heap of an executor; about 368.4 MB is used");
    assertOk(recipe.space(), "space", "100.0 GB free for 10.0 GB shuffled per epoch");
    assertThat(recipe.outputSpace(Optional.of(50 * GIGABYTE))).isEmpty();
  }

  @Test
  void anOldJavaOnOneExecutor() {
    assertOnly(
        new VersionChecks(BUILT, all(GOOD, new Versions("11.0.22", "3.5.5", "2.12.18", "3.3.4"))),
        "java",
        "17.0.15 on the driver, 11.0.22 on executor 1; must be 17 or later: set JAVA_HOME, and"
            + " spark.executorEnv.JAVA_HOME for executors");
  }

  @Test
  void anotherSpark() {
    Versions older = new Versions("17.0.15", "3.4.1-amzn-2", "2.12.18", "3.3.4");
    assertOnly(new VersionChecks(BUILT, all(older, older)), "spark", "3.4.1-amzn-2" + SPARK_3_5);
    Versions later = new Versions("17.0.15", "4.0.1", "2.12.18", "3.3.4");
    assertOnly(new VersionChecks(BUILT, all(later, later)), "spark", "4.0.1" + SPARK_3_5);
    Versions patch = new Versions("17.0.15", "3.5.2", "2.12.18", "3.3.4");
    assertOnly(
        new VersionChecks(BUILT, all(GOOD, patch)),
        "spark",
        "3.5.5 on the driver, 3.5.2 on executor 1; install one version on all hosts");
  }

  @Test
  void anotherScala() {
    Versions other = new Versions("17.0.15", "3.5.5", "2.13.8", "3.3.4");
    assertOnly(
        new VersionChecks(BUILT, all(other, other)),
        "scala",
        "2.13.8; this build is for Scala 2.12: take one for that version");
  }

  @Test
  void anOldHadoop() {
    Versions old = new Versions("17.0.15", "3.5.5", "2.12.18", "2.10.1");
    assertOnly(
        new VersionChecks(BUILT, all(old, old)),
        "hadoop",
        "2.10.1; must be 3.3 or a later version of Hadoop 3");
  }

  @Test
  void aUserWithoutAName() {
    Facts facts = new Facts("the driver", "host0");
    facts.user = "";
    assertFailure(
        new ProcessChecks(facts.facts(), List.of()).user(),
        "user",
        "Hadoop 3.3.4 cannot find out who the user is on Java 17.0.15; give this user a name in"
            + " /etc/passwd, and use Java 17 or 21");
  }

  @Test
  void aCodecThatDoesNotLoadOnOneExecutor() {
    Facts old = executor(2);
    old.codec = "jdk";
    old.codecFailure = "GLIBC_2.35 not found";
    ProcessChecks processes =
        new ProcessChecks(driver(), List.of(executor(1).facts(), old.facts()));

    assertWarning(
        processes.codec(false),
        "codec",
        "native (OpenCV 4) on executor 1 on host1, jdk on executor 2 on host2; OpenCV does not load"
            + " on executor 2 on host2 (GLIBC_2.35 not found), so that decoding there reads no WebP"
            + " and, where Java has no vectors of 256 bits, takes about half as long again for each"
            + " JPEG");
    assertFailure(
        processes.codec(true),
        "codec",
        "OpenCV does not load on executor 2 on host2 (GLIBC_2.35 not found), but the recipe needs"
            + " it; set decode.codec to auto or jdk, and output.encoding to jpeg or png");
  }

  @Test
  void noVectorModule() {
    Facts without = executor(1);
    without.vectors = false;
    assertWarning(
        new ProcessChecks(driver(), List.of(without.facts())).vectors(),
        "vectors",
        "jdk.incubator.vector is missing on executor 1 on host1, so that decoding JPEG, transforms"
            + " and saliency take longer; add --add-modules=jdk.incubator.vector to"
            + " spark.executor.extraJavaOptions");
  }

  @Test
  void aTemporaryFolderWithoutExecution() {
    Facts noexec = new Facts("the driver", "host0");
    noexec.executable = false;
    ProcessChecks local = new ProcessChecks(noexec.facts(), List.of());
    String text =
        "files in /tmp may not be executed on the driver, so that libraries of native code do not"
            + " load; set -Djava.io.tmpdir to another folder in ";

    assertWarning(local.natives(false), "natives", text + "EMULSION_JAVA_OPTS");
    assertFailure(local.natives(true), "natives", text + "EMULSION_JAVA_OPTS");
    assertFailure(
        new ProcessChecks(noexec.facts(), List.of(executor(1).facts())).natives(false),
        "natives",
        text + "spark.driver.extraJavaOptions and spark.executor.extraJavaOptions");
  }

  @Test
  void noScratchFolder() {
    Facts readOnly = executor(1);
    readOnly.scratch = List.of(new ScratchFolder("/mnt/a", 0, "/mnt/a: Read-only file system"));
    assertFailure(
        new ProcessChecks(driver(), List.of(readOnly.facts())).scratch(),
        "scratch",
        "cannot write Spark's temporary files in /mnt/a on executor 1 on host1: /mnt/a: Read-only"
            + " file system; make it writable, or set SPARK_LOCAL_DIRS there to another folder");
  }

  @Test
  void aFolderInPlaceOfScratchIsAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    List<ScratchFolder> folders =
        ScratchFolder.all(new SparkConf(false).set("spark.local.dir", file.toString()));

    assertThat(folders).hasSize(1);
    assertThat(folders.get(0).isWritable()).isFalse();
  }

  @Test
  void scratchThatIsTooSmall() {
    Facts small = executor(1);
    small.scratch = List.of(new ScratchFolder("/scratch", 9 * GIGABYTE, ""));
    String rest = "; free space, or set SPARK_LOCAL_DIRS to larger disks";
    assertFailure(
        recipe(small.facts(), Optional.empty()).space(),
        "space",
        "9.0 GB free for 10.0 GB shuffled per epoch" + rest);

    small.scratch = List.of(new ScratchFolder("/scratch", 15 * GIGABYTE, ""));
    assertWarning(
        recipe(small.facts(), Optional.empty()).space(),
        "space",
        "15.0 GB free for 10.0 GB shuffled per epoch, of which two may be on the disks at a time"
            + rest);
  }

  @Test
  void twoExecutorsOfOneHostShareItsDisk() {
    Facts one = executor(1);
    Facts other = executor(2);
    other.host = one.host;
    one.scratch = List.of(new ScratchFolder("/scratch/spark-a/executor-1", 9 * GIGABYTE, ""));
    other.scratch = List.of(new ScratchFolder("/scratch/spark-a/executor-2", 9 * GIGABYTE, ""));

    assertThat(
            new RecipeChecks(estimate(), List.of(one.facts(), other.facts()), Optional.empty())
                .space()
                .level())
        .isEqualTo(Level.FAILURE);
  }

  @Test
  void tooLittleHeap() {
    Facts small = executor(1);
    String advice = "; raise EMULSION_MEMORY or spark.executor.memory, or run fewer tasks at once";
    small.heapBytes = 800_000_000;
    assertWarning(
        recipe(small.facts(), Optional.empty()).memory(),
        "memory",
        "800.0 MB of heap for 2 tasks at once on executor 1 on host1; the recipe needs about 914.6"
            + " MB to sort without the disk"
            + advice);
    small.heapBytes = 500_000_000; // less than 300 MiB and 2 * 120 MB
    assertFailure(
        recipe(small.facts(), Optional.empty()).memory(),
        "memory",
        "500.0 MB of heap for 2 tasks at once on executor 1 on host1; the recipe needs about 914.6"
            + " MB"
            + advice);
  }

  @Test
  void tooLittleOverhead() {
    SparkConf yarn = new SparkConf(false).set("spark.master", "yarn");
    // a tenth of 1 GiB is less than 384 MiB; a tenth of 8 GiB is 819 MiB
    assertThat(Overhead.bytes(yarn)).contains(384L << 20);
    assertThat(Overhead.bytes(yarn.clone().set("spark.executor.memory", "8g")))
        .contains(819L << 20);
    assertThat(Overhead.bytes(yarn.clone().set("spark.executor.memoryOverhead", "2g")))
        .contains(2048L << 20);
    assertThat(Overhead.bytes(yarn.clone().set("spark.master", "spark://host:7077"))).isEmpty();

    assertWarning(
        recipe(executor(1).facts(), Optional.of(300_000_000L)).overhead(),
        "overhead",
        "300.0 MB next to the heap of an executor; about 368.4 MB is used, and the container is"
            + " killed if that is exceeded; raise spark.executor.memoryOverhead");
  }

  @Test
  void aWrongClock() {
    Facts right = executor(1);
    right.clockMillis = 1_001_000;
    Facts late = executor(2);
    late.clockMillis = 1_000_000 - 90_000;
    Facts early = executor(3);
    early.clockMillis = 1_002_000 + 1_200_000;
    assertWarning(
        new ProcessChecks(driver(), List.of(right.facts(), late.facts(), early.facts()))
            .clock(1_000_000, 1_002_000),
        "clock",
        "differs from the driver's on executor 2 on host2 by 90 s, executor 3 on host3 by 1200 s;"
            + " set it by NTP: object stores refuse requests that are 15 minutes off, and the times"
            + " of files are compared");
    OutputFacts output = new OutputFacts("s3a://b/out", true, Optional.empty(), 61_000);
    assertWarning(
        OutputChecks.clock(output).orElseThrow(),
        "clock",
        "differs from that of s3a://b/out by 61 s; set it by NTP: the times of files are compared");
  }

  @Test
  void anOutputThatCannotBeWritten() throws IOException {
    Files.createFile(folder.resolve("file"));
    String inFile = folder.resolve("file/out").toString();

    assertThatThrownBy(() -> OutputFacts.ask(inFile, new Configuration()))
        .hasMessage(
            "cannot write file:%s: Destination exists and is not a directory: %s; check that place",
            inFile, folder.resolve("file"));
  }

  @Test
  void anOutputIsLeftAsItWas() {
    String path = folder.resolve("new/out").toString();
    OutputFacts facts = OutputFacts.ask(path, new Configuration());

    assertThat(facts.isEmpty()).isTrue();
    assertThat(facts.skewMillis()).isLessThan(60_000);
    assertThat(facts.freeBytes().orElseThrow()).isPositive();
    assertThat(folder).isEmptyDirectory();
    assertOk(OutputChecks.output(facts), "output", "file:" + path + " can be written");
  }

  @Test
  void anUnsafeCommitterOnS3() {
    assertWarning(
        committer("s3a", Map.of()),
        "committer",
        "files are renamed, which on S3 copies each of them and is not atomic; put"
            + " spark-hadoop-cloud and hadoop-aws on the class path, or use the settings of"
            + " conf/spark/s3a.conf");
    String binding = "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol";
    String protocol = "spark.sql.sources.commitProtocolClass";
    Map<String, String> magic =
        Map.of(
            protocol,
            binding,
            "mapreduce.outputcommitter.factory.scheme.s3a",
            "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory",
            "fs.s3a.committer.name",
            "magic");
    assertOk(committer("s3a", magic), "committer", "magic committer of S3A");
    assertOk(
        committer("s3", Map.of(protocol, "com.amazon.Theirs")),
        "committer",
        "that of the platform, com.amazon.Theirs");
    assertThat(committer("s3a", Map.of(protocol, binding)).level()).isEqualTo(Level.WARNING);
    assertWarning(
        committer("hdfs", Map.of("mapreduce.fileoutputcommitter.algorithm.version", "2")),
        "committer",
        "with mapreduce.fileoutputcommitter.algorithm.version 2, a task that fails leaves files"
            + " behind; set it to 1");
    assertOk(committer("hdfs", Map.of()), "committer", "files are renamed on hdfs://");
  }

  @Test
  void noCredentials() throws IOException {
    assertWarning(
        credentials(Map.of(), Map.of()).of("s3a"),
        "credentials",
        "none found for s3a://, so that only the role of the machine is left; if it has none, set"
            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    assertOk(
        credentials(Map.of("AWS_ACCESS_KEY_ID", "AKIASECRET"), Map.of()).of("s3a"),
        "credentials",
        "for s3a:// from AWS_ACCESS_KEY_ID");
    assertOk(
        credentials(Map.of(), Map.of("fs.s3a.access.key", "AKIASECRET")).of("s3a"),
        "credentials",
        "for s3a:// from fs.s3a.access.key");
    assertThat(credentials(Map.of(), Map.of()).of("gs").level()).isEqualTo(Level.WARNING);
    Files.createDirectories(folder.resolve(".aws"));
    Files.createFile(folder.resolve(".aws/credentials"));
    assertOk(
        credentials(Map.of(), Map.of()).of("s3a"),
        "credentials",
        "for s3a:// from ~/.aws/credentials");
  }

  @Test
  void aDriverThatExecutorsCannotReach() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.master", "spark://host:7077")
            .set("spark.driver.host", "127.0.0.1");

    assertFailure(
        NetworkChecks.host(driver(), false, conf),
        "host",
        "the executors cannot reach the driver at 127.0.0.1; set spark.driver.host, or"
            + " SPARK_LOCAL_IP, to an address of this machine in their network");
    assertOk(
        NetworkChecks.host(driver(), true, conf),
        "host",
        "the executors reach the driver at 127.0.0.1");
    conf.set("spark.master", "local-cluster[2,1,1024]"); // executors are processes of their own
    assertOk(
        NetworkChecks.host(driver(), true, conf),
        "host",
        "the executors reach the driver at 127.0.0.1");
    conf.set("spark.master", "local[2]");
    assertOk(
        NetworkChecks.host(driver(), false, conf),
        "host",
        "127.0.0.1, which is all that a local run needs");
  }

  @Test
  void executorsOnAnOlderJavaCannotSaySo() {
    SparkException lost =
        new SparkException(
            "Job aborted",
            new RuntimeException("java.lang.UnsupportedClassVersionError: dev/emulsion/X"));

    assertThat(ExecutorProbe.reason(lost))
        .isEqualTo("they run a Java before 17; set spark.executorEnv.JAVA_HOME to a later one");
  }

  @Test
  void anOutputOnASmallDisk() {
    assertWarning(
        recipe(executor(1).facts(), Optional.empty())
            .outputSpace(Optional.of(GIGABYTE))
            .orElseThrow(),
        "output",
        "1.0 GB free for about 30.0 GB before compression; free space there or choose another"
            + " output");
  }

  /** Facts about one process, all good at first. */
  private static final class Facts {

    final String name;
    String host;
    String user = "ann";
    String codec = "native (OpenCV 4)";
    String codecFailure = "";
    boolean vectors = true;
    long heapBytes = 4 * GIGABYTE;
    List<ScratchFolder> scratch = List.of(new ScratchFolder("/scratch", 100 * GIGABYTE, ""));
    boolean executable = true;
    long clockMillis = 1500;

    Facts(String name, String host) {
      this.name = name;
      this.host = host;
    }

    ProcessFacts facts() {
      return new ProcessFacts(
          name,
          host,
          GOOD,
          user,
          codec,
          codecFailure,
          vectors,
          heapBytes,
          2,
          scratch,
          "/tmp",
          executable,
          clockMillis);
    }
  }

  private static ProcessFacts driver() {
    return new Facts(ProcessFacts.DRIVER, "host0").facts();
  }

  private static Facts executor(int number) {
    return new Facts("executor " + number + " on host" + number, "host" + number);
  }

  private static Map<String, Versions> all(Versions driver, Versions executor) {
    Map<String, Versions> running = new LinkedHashMap<>();
    running.put(ProcessFacts.DRIVER, driver);
    running.put("executor 1", executor);
    return running;
  }

  private static RecipeChecks recipe(ProcessFacts worker, Optional<Long> overhead) {
    return new RecipeChecks(estimate(), List.of(worker), overhead);
  }

  /** Two epochs, each of which shuffles 10 GB and writes 15. */
  private static EstimateReport estimate() {
    long sort = 60_000_000; // by 0.6 less than row groups and images by 0.4
    long rowGroup = 100_000_000;
    long images = 20_000_000;
    long heap = (300L << 20) + 4 * (rowGroup + images) * 10 / 4;
    return new EstimateReport(
        new EstimateReport.Input("in", 1000, 10, 0, 0, Map.of(), 10 * GIGABYTE),
        new EstimateReport.Generated(Manifest.Generated.NONE, 0, 0, 0),
        Manifest.Pairs.NONE,
        new EstimateReport.Pairing(2, 1, 16, 63, 16, 0),
        new EstimateReport.Traffic(20 * GIGABYTE, 20 * GIGABYTE, 30 * GIGABYTE),
        new EstimateReport.Output(Optional.of("out"), 2000, 16, 100, 1000),
        new EstimateReport.Memory(sort, rowGroup, images, 50_000_000, 768_000_000, 0, 4, heap),
        new EstimateReport.Effort(10, 2, 5, Optional.empty()),
        "native (OpenCV 4.10.0)",
        List.of());
  }

  private static Finding committer(String scheme, Map<String, String> settings) {
    return new OutputChecks(scheme, key -> Optional.ofNullable(settings.get(key))).committer();
  }

  private Credentials credentials(Map<String, String> environment, Map<String, String> settings) {
    return new Credentials(environment, key -> Optional.ofNullable(settings.get(key)), folder);
  }

  private static void assertOnly(VersionChecks checks, String name, String text) {
    assertThat(checks.all().filter(finding -> finding.level() != Level.OK))
        .containsExactly(Finding.failure(name, text));
  }

  private static void assertOk(Finding finding, String name, String text) {
    assertThat(finding).isEqualTo(Finding.ok(name, text));
  }

  private static void assertWarning(Finding finding, String name, String text) {
    assertThat(finding).isEqualTo(Finding.warning(name, text));
  }

  private static void assertFailure(Finding finding, String name, String text) {
    assertThat(finding).isEqualTo(Finding.failure(name, text));
  }
}
