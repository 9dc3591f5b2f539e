package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;

/**
 * What Spark asks the machine of a driver for, and what a local run takes where there is no answer,
 * as in a container or without a network.
 *
 * @param environment the variables of the process
 * @param isLocal whether the executors are threads of this process
 */
record LocalMachine(Map<String, String> environment, boolean isLocal) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String HOST = "spark.driver.host";
  private static final String BIND = "spark.driver.bindAddress";
  private static final String IP = "SPARK_LOCAL_IP";
  private static final String HOST_NAME = "SPARK_LOCAL_HOSTNAME";

  private static final String HOME = "user.home";
  private static final String UNKNOWN = "?";

  /** Where JavaCPP unpacks the libraries of OpenCV. */
  private static final String NATIVES = "org.bytedeco.javacpp.cachedir";

  /** A number of a user that has no name, as containers are given. */
  private static final String NO_NAME = "unnamed";

  /** Finds host, user and home, without which Spark does not start or leaves files anywhere. */
  void identify() {
    nameHost();
    if (isLocal) {
      nameUser();
    }
    findHome();
  }

  /** Spark asks for the host as soon as it has a setting, even if it need not be known. */
  private void nameHost() {
    if (environment.containsKey(HOST_NAME)) {
      return;
    }
    String address = environment.get(IP);
    try {
      if (address == null) {
        InetAddress.getLocalHost();
      } else {
        InetAddress.getByName(address);
      }
    } catch (UnknownHostException e) {
      if (address != null) {
        throw new ConfigException(
            IP + " must be an address of this machine, was " + address + "; correct or unset it",
            e);
      }
      if (!isLocal) {
        throw new ConfigException(
            "the name of this host does not resolve ("
                + e.getMessage()
                + "); add it to /etc/hosts, or set "
                + IP
                + " to an address that the executors can reach",
            e);
      }
      Utils.setCustomHostname(LOOPBACK);
    }
  }

  private void nameUser() {
    if (UserGroupInformation.isSecurityEnabled()) {
      return;
    }
    try {
      UserGroupInformation.getLoginUser();
    } catch (IOException e) { // there is only a number
      UserGroupInformation.setLoginUser(
          UserGroupInformation.createRemoteUser(
              environment.getOrDefault("HADOOP_USER_NAME", NO_NAME)));
    }
  }

  /**
   * Native libraries are unpacked below the user's home. Where Java knows none, which it writes as
   * a question mark, {@code HOME} replaces it; where none can be written, a folder that is deleted
   * at exit takes the libraries.
   */
  private void findHome() {
    if (UNKNOWN.equals(System.getProperty(HOME)) && environment.containsKey("HOME")) {
      System.setProperty(HOME, environment.get("HOME"));
    }
    Path home = Path.of(System.getProperty(HOME));
    boolean isUsable = home.isAbsolute() && Files.isDirectory(home) && Files.isWritable(home);
    if (isUsable || System.getProperty(NATIVES) != null) {
      return;
    }
    try {
      File folder = Files.createTempDirectory("emulsion").toFile();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtil.fullyDelete(folder)));
      System.setProperty(NATIVES, folder.toString());
      if (!home.isAbsolute()) {
        System.setProperty(HOME, folder.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a temporary folder: " + e.getMessage(), e);
    }
  }

  /** Binds a local run to the loopback address, unless any setting names another. */
  void bind(SparkConf conf) {
    if (conf.contains(HOST) || environment.containsKey(IP) || environment.containsKey(HOST_NAME)) {
      return;
    }
    conf.setIfMissing(BIND, LOOPBACK);
    String bound = conf.get(BIND);
    conf.set(HOST, isWildcard(bound) ? LOOPBACK : bound);
  }

  private static boolean isWildcard(String address) {
    return address.equals("0.0.0.0") || address.equals("::") || address.equals("[::]");
  }
}
