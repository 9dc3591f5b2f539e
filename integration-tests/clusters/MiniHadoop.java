import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;

/**
 * HDFS with one data node and YARN with node managers on two hosts, by Hadoop's own mini clusters
 * in one JVM. Java runs this file from its source, with the jars of a Spark distribution and those
 * in {@code target/minicluster} as the class path:
 *
 * <pre>
 * java --add-opens java.base/java.lang=ALL-UNNAMED -cp 'minicluster/*:spark/jars/*' MiniHadoop.java FOLDER
 * </pre>
 *
 * It writes {@code FOLDER/conf/core-site.xml} and {@code yarn-site.xml}, for {@code
 * HADOOP_CONF_DIR}, prints {@code ready}, and ends with its standard input. The working directory
 * must be {@code FOLDER}, below which everything is written. The second host is another address of
 * the loopback device, as Linux has them.
 */
public final class MiniHadoop {

  /** Spark never runs a task and its speculative copy on one host. */
  private static final String SECOND_HOST = "127.0.0.2";

  private MiniHadoop() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    try {
      start(folder);
      while (System.in.read() >= 0) {
        // until the process that started this one ends or closes the stream
      }
      System.exit(0);
    } catch (Throwable e) { // the threads of a cluster that failed would keep this JVM alive
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void start(Path folder) throws IOException {
    Configuration conf = new Configuration();
    MiniDFSCluster hdfs =
        new MiniDFSCluster.Builder(conf, folder.resolve("hdfs").toFile()).numDataNodes(1).build();
    hdfs.waitActive();

    Configuration ofYarn = new Configuration(conf);
    ofYarn.set("yarn.scheduler.capacity.root.queues", "default");
    ofYarn.set("yarn.scheduler.capacity.root.default.capacity", "100");
    ofYarn.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    ofYarn.set("yarn.scheduler.minimum-allocation-mb", "256");
    ofYarn.set("yarn.nodemanager.disk-health-checker.enable", "false");
    // the folders are checked once all the same; by default no disk above 90 % is used
    ofYarn.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    ofYarn.set(
        "yarn.nodemanager.env-whitelist",
        YarnConfiguration.DEFAULT_NM_ENV_WHITELIST + ",JAVA_TOOL_OPTIONS");
    ofYarn.set("yarn.nodemanager.pmem-check-enabled", "false");
    ofYarn.set("yarn.nodemanager.vmem-check-enabled", "false");
    MiniYARNCluster yarn = new MiniYARNCluster("yarn", 1, 1, 1);
    yarn.init(ofYarn);
    yarn.start();
    startNode(yarn.getConfig(), folder.resolve("second-node"));

    // a class of Hadoop's tests, which clients do not have
    conf.unset("net.topology.node.switch.mapping.impl");
    yarn.getConfig().unset("net.topology.node.switch.mapping.impl");
    Path written = Files.createDirectories(folder.resolve("conf"));
    write(conf, written.resolve("core-site.xml"));
    write(yarn.getConfig(), written.resolve("yarn-site.xml"));
    System.out.println("ready");
  }

  /** Starts a node manager at another address of this machine. */
  private static void startNode(Configuration ofCluster, Path folder) throws IOException {
    Configuration conf = new YarnConfiguration(ofCluster);
    for (String service : List.of("", ".localizer", ".webapp", ".collector-service")) {
      conf.set("yarn.nodemanager" + service + ".address", SECOND_HOST + ":0");
    }
    conf.set(
        "yarn.nodemanager.local-dirs", Files.createDirectories(folder.resolve("local")).toString());
    conf.set(
        "yarn.nodemanager.log-dirs", Files.createDirectories(folder.resolve("logs")).toString());
    conf.set("yarn.nodemanager.resource.memory-mb", "4096");
    NodeManager node = new NodeManager();
    node.init(conf);
    node.start();
  }

  private static void write(Configuration conf, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }
}
