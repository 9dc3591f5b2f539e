package dev.emulsion.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** The order is that of Spark's documentation of {@code spark.local.dir}. */
class ScratchFolderTest {

  private static final Map<String, String> USER = Map.of("SPARK_LOCAL_DIRS", "/c, /d");
  private static final Map<String, String> EXECUTOR =
      Map.of("SPARK_EXECUTOR_DIRS", "/e" + File.pathSeparator + "/f", "SPARK_LOCAL_DIRS", "/c");
  private static final Map<String, String> CONTAINER =
      Map.of("CONTAINER_ID", "c_1", "LOCAL_DIRS", "/y,/z", "SPARK_LOCAL_DIRS", "/c");

  @Test
  void foldersAreFoundAsSparkFindsThem() {
    SparkConf conf = new SparkConf(false);
    assertThat(ScratchFolder.paths(Map.of(), conf))
        .containsExactly(System.getProperty("java.io.tmpdir"));
    conf.set("spark.local.dir", "/a,/b");
    assertThat(ScratchFolder.paths(Map.of(), conf)).containsExactly("/a", "/b");
    assertThat(ScratchFolder.paths(USER, conf)).containsExactly("/c", "/d");
    assertThat(ScratchFolder.paths(EXECUTOR, conf)).containsExactly("/e", "/f");
    assertThat(ScratchFolder.paths(CONTAINER, conf)).containsExactly("/y", "/z");
  }
}
