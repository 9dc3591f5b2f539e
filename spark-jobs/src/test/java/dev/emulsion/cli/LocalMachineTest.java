package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalMachineTest {

  private static final String HOST = "spark.driver.host";
  private static final String BIND = "spark.driver.bindAddress";

  private static final String HOME_FOLDER = "user.home";
  private static final String NATIVES = "org.bytedeco.javacpp.cachedir";

  @TempDir private Path folder;

  @Test
  void aLocalRunBindsToLoopback() {
    SparkConf conf = bound(Map.of(), new SparkConf(false));

    assertThat(conf.get(HOST)).isEqualTo("127.0.0.1");
    assertThat(conf.get(BIND)).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({"SPARK_LOCAL_IP, 192.0.2.7", "SPARK_LOCAL_HOSTNAME, here"})
  void aVariableOfSparkIsLeftToSpark(String variable, String value) {
    SparkConf conf = bound(Map.of(variable, value), new SparkConf(false));

    assertThat(conf.contains(HOST)).isFalse();
    assertThat(conf.contains(BIND)).isFalse();
  }

  @Test
  void aHostIsBoundToByItself() {
    SparkConf conf = bound(Map.of(), new SparkConf(false).set(HOST, "192.0.2.7"));

    assertThat(conf.get(HOST)).isEqualTo("192.0.2.7");
    assertThat(conf.contains(BIND)).isFalse(); // Spark binds to the host then
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.7, 192.0.2.7", "0.0.0.0, 127.0.0.1", "::, 127.0.0.1"})
  void theHostIsTheAddressThatIsBoundTo(String address, String host) {
    SparkConf conf = bound(Map.of(), new SparkConf(false).set(BIND, address));

    assertThat(conf.get(HOST)).isEqualTo(host);
    assertThat(conf.get(BIND)).isEqualTo(address);
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    LocalMachine machine = new LocalMachine(Map.of("SPARK_LOCAL_IP", "not.an.address."), true);

    assertThatThrownBy(machine::identify)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "SPARK_LOCAL_IP must be an address of this machine, was not.an.address.; correct or"
                + " unset it");
  }

  @Test
  void aUserWithoutAHomeUnpacksLibrariesInAFolderOfTheRun() {
    Map<String, String> found = identified("?", Map.of());

    Path folder = Path.of(found.get(NATIVES));
    assertThat(folder).isDirectory().hasParent(Path.of(System.getProperty("java.io.tmpdir")));
    assertThat(found).containsEntry(HOME_FOLDER, folder.toString());
  }

  @Test
  void theVariableHomeIsTheHomeOfAUserWithoutAName() {
    assertThat(identified("?", Map.of("HOME", folder.toString())))
        .isEqualTo(Map.of(HOME_FOLDER, folder.toString()));
  }

  @Test
  void aHomeThatCannotBeWrittenIsKeptButTakesNoLibraries() {
    Map<String, String> found = identified("/proc/self", Map.of());

    assertThat(found).containsEntry(HOME_FOLDER, "/proc/self");
    assertThat(Path.of(found.get(NATIVES))).isDirectory();
  }

  @Test
  void aFolderForLibrariesThatIsGivenStays() {
    System.setProperty(NATIVES, "/mine");
    assertThat(identified("/proc/self", Map.of())).containsEntry(NATIVES, "/mine");
  }

  /** The properties of Java for a home and for libraries, once the machine is identified. */
  private static Map<String, String> identified(String home, Map<String, String> environment) {
    String before = System.getProperty(HOME_FOLDER);
    System.setProperty(HOME_FOLDER, home);
    try {
      new LocalMachine(environment, true).identify();
      Map<String, String> found =
          new TreeMap<>(Map.of(HOME_FOLDER, System.getProperty(HOME_FOLDER)));
      Optional.ofNullable(System.getProperty(NATIVES)).ifPresent(it -> found.put(NATIVES, it));
      return found;
    } finally {
      System.setProperty(HOME_FOLDER, before);
      System.clearProperty(NATIVES);
    }
  }

  private static SparkConf bound(Map<String, String> environment, SparkConf conf) {
    new LocalMachine(environment, true).bind(conf);
    return conf;
  }
}
