package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S3A settings are added only with the classes that they name, and override nothing. */
class S3ATest {

  @Test
  void aLocalSessionGetsCommitterAndCredentials() {
    Map<String, String> all = new HashMap<>(S3A.BINDINGS);
    all.putAll(S3A.COMMITTER);
    String chain =
        VersionInfo.getVersion().startsWith("3.3.") // from 3.4 on, S3A uses another SDK
            ? "com.amazonaws.auth.DefaultAWSCredentialsProviderChain"
            : "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider";
    all.put(
        S3A.CREDENTIALS,
        "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider,"
            + "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider,"
            + chain);
    assertThat(added("local[2]")).containsExactlyInAnyOrderEntriesOf(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yarn", "local-cluster[2,1,1024]"})
  void onAClusterCredentialsAreThePlatforms(String master) {
    assertThat(added(master))
        .containsAllEntriesOf(S3A.BINDINGS)
        .containsAllEntriesOf(S3A.COMMITTER)
        .doesNotContainKey(S3A.CREDENTIALS);
  }

  @Test
  void aCommitProtocolOfThePlatformStaysAndIsNotMixedWithOurs() {
    assertThat(added("yarn", "spark.sql.sources.commitProtocolClass", "com.example.Own"))
        .containsExactly(Map.entry("spark.sql.sources.commitProtocolClass", "com.example.Own"));
  }

  @Test
  void anotherCommitterOrProviderStays() {
    assertThat(
            added(
                "local",
                "spark.hadoop.fs.s3a.committer.name",
                "directory",
                "spark.hadoop.fs.s3a.aws.credentials.provider",
                "com.example.Vault"))
        .containsEntry("spark.hadoop.fs.s3a.committer.name", "directory")
        .containsEntry("spark.hadoop.fs.s3a.aws.credentials.provider", "com.example.Vault")
        .containsAllEntriesOf(S3A.BINDINGS);
  }

  @Test
  void withoutTheClassesNothingIsSet() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ClassLoader jdkOnly = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(jdkOnly);
    try {
      assertThat(added("local")).isEmpty();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void everyClassThatIsNamedIsThere() {
    assertThat(added("local").entrySet())
        .filteredOn(setting -> !setting.getKey().endsWith("committer.name"))
        .allSatisfy(
            setting -> {
              for (String name : setting.getValue().split(",")) {
                assertThat(Class.forName(name)).isNotNull();
              }
            });
  }

  @Test
  void theTemplateForSparkSubmitSetsTheSame() throws IOException {
    Properties template = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of("../conf/spark/s3a.conf"))) {
      template.load(file);
    }
    Map<String, String> commits = new HashMap<>(S3A.BINDINGS);
    commits.putAll(S3A.COMMITTER);
    assertThat(template).containsExactlyInAnyOrderEntriesOf(commits);
  }

  /** The settings after {@link S3A#addTo}, but for the master. */
  private static Map<String, String> added(String master, String... given) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    for (int i = 0; i < given.length; i += 2) {
      conf.set(given[i], given[i + 1]);
    }
    S3A.addTo(conf);
    Map<String, String> settings = new HashMap<>();
    for (scala.Tuple2<String, String> setting : conf.getAll()) {
      settings.put(setting._1(), setting._2());
    }
    settings.remove("spark.master");
    return settings;
  }
}
