package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://AKIAKEY:secret@bucket/images",
        "s3a://AKIAKEY:sec/ret+/@bucket/images",
        "s3a://AKIAKEY:12345@bucket",
        "https://user:@host/list.csv"
      })
  void credentialsAreRejectedAndNotRepeated(String path) {
    String rule =
        "path must not contain credentials; remove them and set AWS_ACCESS_KEY_ID and"
            + " AWS_SECRET_ACCESS_KEY, or use ~/.aws/credentials";
    assertThatThrownBy(
            () ->
                RecipeLoader.parse(
                    "r",
                    "input: {path: '" + path + "'}\noutput: {path: '" + path + "'}",
                    List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("input: " + rule)
        .hasMessageContaining("output: " + rule)
        .hasMessageNotContaining("AKIAKEY")
        .hasMessageNotContaining("user");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "images/a:b@c",
        "/data/x:y@z/1",
        "file:/data/x:y",
        "file:///data/x:y@z",
        "hdfs://name.node:8020/images",
        "hdfs://name.node:8020",
        "hdfs://[::1]:8020/images",
        "s3a://bucket/a:b@c",
        "abfss://container@account.dfs.core.windows.net/images",
        "s3a://bucket"
      })
  void otherPathsAreAccepted(String path) {
    assertThatCode(() -> Location.require("path", path)).doesNotThrowAnyException();
  }

  @Test
  void signedUrlsAreRejectedAndNotRepeated() {
    assertThatThrownBy(() -> Location.require("path", "https://h/x.csv?X-Amz-Signature=SECRET"))
        .hasMessage(
            "path must not be a signed URL or one with a query string, was https://h/x.csv?...;"
                + " use a file system that Hadoop knows, such as s3a://");
  }

  @Test
  void anOverrideThatHoldsCredentialsIsNotRepeated() {
    String secret = RecipeLoader.override("input.path", "s3a://AKIAKEY:sec/ret@bucket/images");
    assertThatThrownBy(() -> RecipeLoader.parse("r", "output: {path: out}", List.of(secret)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "--set input.path='s3a://...: input: path must not contain credentials")
        .hasMessageNotContaining("AKIAKEY")
        .hasMessageNotContaining("ret@");
  }

  @ParameterizedTest
  @ValueSource(strings = {"input.path='hdfs://name.node:8020/images'", "input.path=s3a://b/a:b@c"})
  void anOverrideWithoutCredentialsIsRepeatedWhole(String setting) {
    assertThat(Location.withoutCredentials(setting)).isEqualTo(setting);
  }

  @Test
  void aPathMustBeGiven() {
    assertThatThrownBy(() -> Location.require("path", " ")).hasMessage("path must be given");
  }
}
