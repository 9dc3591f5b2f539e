package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalMachineTest {

  private static final String HOST = "spark.driver.host";
  private static final String BIND = "spark.driver.bindAddress";

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

  private static SparkConf bound(Map<String, String> environment, SparkConf conf) {
    new LocalMachine(environment, true).bind(conf);
    return conf;
  }
}
