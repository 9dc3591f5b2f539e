package dev.emulsion.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A Spark standalone cluster of separate processes on this machine: a master and two workers with
 * one core and 1 GB each, so that an application gets two executors.
 *
 * <p>A Spark distribution is imitated by a folder of links to the Spark jars of this test's class
 * path; the jars that only Emulsion brings are left out, as on a real cluster. Logs and the
 * workers' folders are kept below the folder given. {@link #close} kills every process, executors
 * included, as does the end of this JVM.
 */
public final class StandaloneCluster implements AutoCloseable {

  private static final int WORKERS = 2;
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration SUBMISSION = Duration.ofMinutes(4);
  private static final Pattern MASTER_URL =
      Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
  private static final Pattern NOT_SPARKS =
      Pattern.compile(
          "/(dev/emulsion|org/bytedeco|info/picocli|org/yaml|org/junit|org/duckdb)/"
              + "|/(org/gaul|com/amazonaws|org/apache/hadoop/hadoop-aws)/|/spark-hadoop-cloud"
              + "|/emulsion-[^/]*jar$");

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final Thread closeAtExit = new Thread(this::killAll);
  private String master;

  private StandaloneCluster(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(closeAtExit);
  }

  /** How a submitted application ended. */
  public record Outcome(int exitCode, String output, String log) {}

  /** Starts the processes and waits until both workers have registered. */
  public static StandaloneCluster start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    StandaloneCluster cluster = new StandaloneCluster(folder.toAbsolutePath());
    try {
      cluster.linkJars();
      cluster.startProcesses();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** The address that {@code --master} takes. */
  public String master() {
    return master;
  }

  /**
   * Runs {@code mainClass} of {@code jar} with the driver in a process of its own, as {@code
   * spark-submit} does, and waits for its end.
   *
   * @param options of {@code spark-submit}, such as {@code --conf}, {@code key=value}
   */
  public Outcome submit(List<String> options, Path jar, String mainClass, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", master, "--class", mainClass));
    for (String setting :
        List.of(
            "spark.executor.cores=1",
            "spark.executor.memory=900m",
            "spark.driver.host=127.0.0.1",
            "spark.ui.enabled=false")) {
      command.addAll(List.of("--conf", setting));
    }
    command.addAll(options);
    command.add(jar.toAbsolutePath().toString());
    command.addAll(arguments);

    String name = "submit-" + processes.size();
    Process process = launch(name, command);
    if (!process.waitFor(SUBMISSION.toSeconds(), TimeUnit.SECONDS)) {
      kill(process);
      throw new AssertionError(
          mainClass + " did not end within " + SUBMISSION + "; its log:\n" + read(name + ".log"));
    }
    return new Outcome(process.exitValue(), read(name + ".out"), read(name + ".log"));
  }

  /** Writes a jar with one class. */
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

  /** The live processes of the cluster, executors included. */
  public List<ProcessHandle> processes() {
    return processes.stream().map(Process::toHandle).flatMap(StandaloneCluster::family).toList();
  }

  @Override
  public void close() {
    killAll();
    Runtime.getRuntime().removeShutdownHook(closeAtExit);
  }

  private void linkJars() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    try (Stream<Path> linksOfEarlierRun = Files.list(jars)) {
      for (Path link : linksOfEarlierRun.toList()) {
        Files.delete(link);
      }
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry).toAbsolutePath();
      Path link = jars.resolve(jar.getFileName());
      boolean ofSpark = entry.endsWith(".jar") && !NOT_SPARKS.matcher(entry).find();
      if (ofSpark && Files.notExists(link)) {
        Files.createSymbolicLink(link, jar);
      }
    }
  }

  private void startProcesses() throws IOException, InterruptedException {
    launch("master", atAnyPort("org.apache.spark.deploy.master.Master"));
    master = await("master", MASTER_URL).group(1);
    for (int w = 0; w < WORKERS; w++) {
      List<String> worker = atAnyPort("org.apache.spark.deploy.worker.Worker");
      String work = folder.resolve("work-" + w).toString();
      worker.addAll(List.of("--cores", "1", "--memory", "1g", "--work-dir", work, master));
      launch("worker-" + w, worker);
    }
    for (int w = 0; w < WORKERS; w++) {
      await("worker-" + w, REGISTERED);
    }
  }

  private static List<String> atAnyPort(String mainClass) {
    return new ArrayList<>(
        List.of(mainClass, "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
  }

  private Process launch(String name, List<String> mainAndArguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split("\\s+")));
    command.addAll(List.of("-Xmx1g", "-cp", folder.resolve("spark/jars") + "/*"));
    command.addAll(mainAndArguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".log").toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("SPARK_") || key.startsWith("HADOOP_"));
    environment.put("SPARK_HOME", folder.resolve("spark").toString());
    // a Spark without a RELEASE folder looks for its build by Scala version
    environment.put(
        "SPARK_SCALA_VERSION",
        scala.util.Properties.versionNumberString().replaceAll("\\.\\d+$", ""));
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Matcher await(String name, Pattern line) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      Matcher matcher = line.matcher(read(name + ".log"));
      if (matcher.find()) {
        return matcher;
      }
      Thread.sleep(100);
    }
    throw new AssertionError(
        name
            + " did not log '"
            + line
            + "' within "
            + START
            + "; its log:\n"
            + read(name + ".log"));
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
  }

  private void killAll() {
    processes.forEach(StandaloneCluster::kill);
  }

  /**
   * Ends a process and its children; the children are noted first, for orphans have no parent to
   * ask.
   */
  private static void kill(Process process) {
    List<ProcessHandle> prepared = family(process.toHandle()).toList();
    prepared.forEach(ProcessHandle::destroyForcibly);
    prepared.forEach(member -> member.onExit().orTimeout(10, TimeUnit.SECONDS).join());
  }

  private static Stream<ProcessHandle> family(ProcessHandle parent) {
    return Stream.concat(Stream.of(parent), parent.descendants()).filter(ProcessHandle::isAlive);
  }
}
