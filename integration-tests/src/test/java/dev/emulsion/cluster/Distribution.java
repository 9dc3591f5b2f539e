package dev.emulsion.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A whole Spark distribution, such as the one that {@code pip install pyspark} brings, whose
 * programs are started as a user would.
 *
 * <p>The environment variable {@code EMULSION_DISTRIBUTIONS} names the folders of distributions,
 * separated by colons; those of the line of this build, such as {@code spark-3.5_2.12}, are used.
 * Without any, tests are skipped.
 *
 * @param home what {@code SPARK_HOME} is set to
 */
public record Distribution(Path home) {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** These programs are short: Java's second compiler would cost more than it saves. */
  private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Pattern CORE =
      Pattern.compile("spark-core_(2\\.\\d+)-(\\d+\\.\\d+)\\..*jar");

  /** Spark and Scala of this build, such as {@code spark-3.5_2.12}. */
  private static final String LINE =
      "spark-%s_%s"
          .formatted(
              withoutPatch(org.apache.spark.package$.MODULE$.SPARK_VERSION()),
              withoutPatch(scala.util.Properties.versionNumberString()));

  private static final String NONE = "EMULSION_DISTRIBUTIONS names no distribution of " + LINE;

  /** A program that was started, and its output. It ends with this JVM at the latest. */
  record Running(String name, Process process, Path out, Path log) implements AutoCloseable {

    /** Waits for the end of the program. */
    Ended await() throws IOException, InterruptedException {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        close();
        throw new AssertionError(name + " did not end within " + PATIENCE + "; " + tail());
      }
      return new Ended(process.exitValue(), read(out), read(log));
    }

    /** Waits until the log has what matches. */
    Matcher awaitLog(Pattern line) throws IOException, InterruptedException {
      return await(log, line);
    }

    /** Waits until the output has what matches. */
    Matcher awaitOutput(Pattern line) throws IOException, InterruptedException {
      return await(out, line);
    }

    private Matcher await(Path file, Pattern line) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline && process.isAlive()) {
        Matcher matcher = line.matcher(read(file));
        if (matcher.find()) {
          return matcher;
        }
        Thread.sleep(100);
      }
      throw new AssertionError(name + " did not write '" + line + "'; " + tail());
    }

    /** The live processes of the program and its children. */
    Stream<ProcessHandle> family() {
      return Stream.concat(Stream.of(process.toHandle()), process.descendants())
          .filter(ProcessHandle::isAlive);
    }

    /** Ends the program and its children. */
    @Override
    public void close() {
      List<ProcessHandle> all = family().toList(); // noted first: orphans have no parent to ask
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(member -> member.onExit().orTimeout(1, TimeUnit.MINUTES).join());
    }

    String tail() throws IOException {
      String text = read(log);
      return "the end of its log:\n" + text.substring(Math.max(0, text.length() - 8000));
    }
  }

  /** How a program ended. */
  record Ended(int exitCode, String output, String log) {}

  /** The distributions that this build can be submitted with; skips the test if there are none. */
  static List<Distribution> all() {
    List<Distribution> found = named();
    assumeTrue(!found.isEmpty(), NONE);
    return found;
  }

  /** The first distribution that this build can be submitted with, for programs without JUnit. */
  public static Distribution first() {
    return named().stream().findFirst().orElseThrow(() -> new IllegalStateException(NONE));
  }

  private static List<Distribution> named() {
    String folders = Optional.ofNullable(System.getenv("EMULSION_DISTRIBUTIONS")).orElse("");
    return Arrays.stream(folders.split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> new Distribution(Path.of(folder).toAbsolutePath()))
        .filter(distribution -> distribution.line().equals(LINE))
        .toList();
  }

  /** Where the jars of Spark, Hadoop and Scala are. */
  Path jars() {
    return home.resolve("jars");
  }

  private String line() {
    String[] found = jars().toFile().list((folder, name) -> CORE.matcher(name).matches());
    if (found == null || found.length != 1) {
      throw new IllegalStateException("there is no Spark, or several, in " + jars());
    }
    return CORE.matcher(found[0]).replaceFirst("spark-$2_$1");
  }

  private static String withoutPatch(String version) {
    return version.replaceAll("^(\\d+\\.\\d+).*", "$1");
  }

  /** The jar for clusters that this build made. */
  static Path bundle() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../spark-jobs/target"), 2)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("emulsion-bundle-" + LINE + "-"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no bundle; run mvn package before this test"))
          .toRealPath();
    }
  }

  /** Writes a jar with one class, for spark-submit. */
  static Path jarOf(Path jar, Class<?> type) throws IOException {
    String entry = type.getName().replace('.', '/') + ".class";
    try (InputStream bytes = type.getResourceAsStream("/" + entry);
        OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry(entry));
      bytes.transferTo(out);
    }
    return jar;
  }

  /**
   * Starts {@code bin/spark-submit} with the bundle.
   *
   * @param folder for the files of output and log
   * @param options of spark-submit
   * @param arguments of the command line of Emulsion
   */
  Running submit(
      Path folder, Map<String, String> environment, List<String> options, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("--class", "dev.emulsion.cli.Main"));
    command.addAll(options);
    command.add(bundle().toString());
    command.addAll(arguments);
    return submit(folder, environment, command);
  }

  /** Starts {@code bin/spark-submit} with options, a jar and its arguments. */
  Running submit(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    return start("spark-submit", folder, environment, command);
  }

  /** Starts {@code bin/spark-class} with a class and its arguments. */
  Running start(Path folder, String mainClass, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(mainClass));
    command.addAll(List.of(arguments));
    return start("spark-class", folder, Map.of(), command);
  }

  private Running start(
      String program, Path folder, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    Map<String, String> all = new TreeMap<>(environment);
    all.put("SPARK_HOME", home.toString());
    all.put("SPARK_LOCAL_IP", "127.0.0.1");
    return start(command, folder, all);
  }

  /** Starts a program in {@code folder}, where its output is kept, too. */
  static Running start(List<String> command, Path folder, Map<String, String> environment)
      throws IOException {
    String name = Path.of(command.get(0)).getFileName().toString();
    Path out = Files.createTempFile(Files.createDirectories(folder), name + "-", ".out");
    Path log = Path.of(out.toString().replaceFirst("out$", "log"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(log.toFile());
    Map<String, String> given = builder.environment();
    given.keySet().removeIf(key -> key.startsWith("SPARK_") || key.startsWith("HADOOP_"));
    given.put("JAVA_HOME", System.getProperty("java.home"));
    given.put("JAVA_TOOL_OPTIONS", JAVA_OPTIONS);
    given.putAll(environment);
    Running running = new Running(name, builder.start(), out, log);
    Runtime.getRuntime().addShutdownHook(new Thread(running::close));
    return running;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return home.toString();
  }
}
