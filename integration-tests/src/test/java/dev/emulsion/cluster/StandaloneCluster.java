package dev.emulsion.cluster;

import dev.emulsion.cluster.Distribution.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone master and two workers on this machine, with two cores and 2 GB each. They are
 * started by {@code bin/spark-class}, since the wheel of pyspark lacks {@code sbin}.
 *
 * <p>Logs and the workers' folders are kept below the folder given.
 */
public final class StandaloneCluster implements AutoCloseable {

  private static final int WORKERS = 2;
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final PathMatcher EXECUTOR_LOG =
      FileSystems.getDefault().getPathMatcher("glob:**/app-*/*/stderr");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

  private final Distribution spark;
  private final Path folder;
  private final List<Running> daemons = new ArrayList<>();
  private String master;

  private StandaloneCluster(Distribution spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** Starts the processes and waits until the master and its workers have found each other. */
  public static StandaloneCluster start(Distribution spark, Path folder)
      throws IOException, InterruptedException {
    StandaloneCluster cluster = new StandaloneCluster(spark, folder.toAbsolutePath());
    try {
      cluster.start();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void start() throws IOException, InterruptedException {
    master = daemon("Master").awaitLog(MASTER).group(1);
    for (int w = 0; w < WORKERS; w++) {
      String work = folder.resolve("work-" + w).toString();
      daemon("Worker", "--cores", "2", "--memory", "2g", "--work-dir", work, master);
    }
    for (Running worker : daemons.subList(1, daemons.size())) {
      worker.awaitLog(REGISTERED);
    }
  }

  private Running daemon(String name, String... options) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    all.addAll(List.of(options));
    String mainClass = "org.apache.spark.deploy." + name.toLowerCase(Locale.ROOT) + "." + name;
    Running daemon = spark.start(folder, mainClass, all.toArray(new String[0]));
    daemons.add(daemon);
    return daemon;
  }

  /** The address that {@code --master} takes. */
  public String master() {
    return master;
  }

  /** What each executor has logged, of those that have ended as well. */
  List<String> executorLogs() throws IOException {
    List<String> logs = new ArrayList<>();
    try (Stream<Path> files = Files.find(folder, 4, (file, any) -> EXECUTOR_LOG.matches(file))) {
      for (Path file : files.toList()) {
        logs.add(Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return logs;
  }

  /** The live processes of the cluster, executors included. */
  public List<ProcessHandle> processes() {
    return daemons.stream().flatMap(Running::family).toList();
  }

  /** Ends every process, executors included. */
  @Override
  public void close() {
    daemons.forEach(Running::close);
  }
}
