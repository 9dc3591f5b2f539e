package dev.emulsion.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.cluster.Distribution.Running;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * HDFS and YARN in a process of their own, see {@code clusters/MiniHadoop.java}. Needs the jars
 * that Maven copies to {@code target/minicluster}.
 */
final class HadoopCluster implements AutoCloseable {

  private static final Path SOURCE = Path.of("clusters/MiniHadoop.java");
  private static final Path JARS = Path.of("target/minicluster");
  private static final Pattern READY = Pattern.compile("ready");
  private static final String EXECUTOR = "YarnCoarseGrainedExecutorBackend";

  private final Distribution spark;
  private final Path folder;
  private final Running hadoop;

  private HadoopCluster(Distribution spark, Path folder, Running hadoop) {
    this.spark = spark;
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /** Starts the processes with Hadoop's classes from the distribution, and waits for them. */
  static HadoopCluster start(Distribution spark, Path folder)
      throws IOException, InterruptedException {
    assertThat(JARS).as("jars that mvn pre-integration-test copies").isNotEmptyDirectory();
    String classPath = JARS.toAbsolutePath() + "/*" + File.pathSeparator + spark.jars() + "/*";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Xmx768m"));
    command.addAll(List.of("-cp", classPath, SOURCE.toAbsolutePath().toString()));
    command.add(folder.toString());
    Running hadoop = Distribution.start(command, folder, Map.of());
    HadoopCluster cluster = new HadoopCluster(spark, folder, hadoop);
    try {
      hadoop.awaitOutput(READY);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** The URI of a path on HDFS. */
  String uri(String path) {
    Configuration conf = new Configuration(false);
    conf.addResource(new org.apache.hadoop.fs.Path(folder.resolve("conf/core-site.xml").toUri()));
    return conf.get("fs.defaultFS") + path;
  }

  /** Copies a local file or folder to HDFS. */
  void upload(Path local, String path) throws IOException {
    try (FileSystem hdfs = FileSystem.newInstance(URI.create(uri("/")), new Configuration())) {
      hdfs.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(local.toUri()), new org.apache.hadoop.fs.Path(path));
    }
  }

  /** Starts spark-submit with the bundle. */
  Running submit(List<String> options, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("--master", "yarn"));
    all.addAll(List.of("--conf", "spark.yarn.jars=local:" + spark.jars() + "/*"));
    all.addAll(options);
    Map<String, String> environment = Map.of("HADOOP_CONF_DIR", folder.resolve("conf").toString());
    return spark.submit(folder, environment, all, arguments);
  }

  /** The JVMs of executors that run now. */
  List<ProcessHandle> executors() {
    return hadoop
        .process()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .filter(process -> commandLine(process).contains(EXECUTOR))
        .toList();
  }

  /** Java gives only the first 4 KB of it. */
  private static String commandLine(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  @Override
  public void close() {
    hadoop.close();
  }
}
