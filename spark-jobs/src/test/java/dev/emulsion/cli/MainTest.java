package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkUserAppException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a command ends where YARN's application master runs it, which sets these properties. */
class MainTest {

  @BeforeEach
  void beInTheApplicationMaster() {
    System.setProperty("spark.master", "yarn");
    System.setProperty("spark.submit.deployMode", "cluster");
  }

  @AfterEach
  void leave() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.submit.deployMode");
  }

  @Test
  void successReturns() {
    assertThatCode(() -> Main.end(0)).doesNotThrowAnyException();
  }

  @Test
  void theCodeOfAFailureIsThrown() {
    assertThatThrownBy(() -> Main.end(Main.WRONG_REQUEST))
        .isInstanceOfSatisfying(
            SparkUserAppException.class, e -> assertThat(e.exitCode()).isEqualTo(2));
  }
}
