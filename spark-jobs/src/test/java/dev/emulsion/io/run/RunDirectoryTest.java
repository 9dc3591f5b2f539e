package dev.emulsion.io.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class RunDirectoryTest {

  @Test
  void aSchemeWithoutAFileSystemIsNamedWithTheWayOut() {
    assertThatThrownBy(() -> RunDirectory.at("s3://bucket/out", new Configuration()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cannot use s3://bucket/out: there is no file system for that scheme here; S3 is"
                + " s3a://, and gs:// or abfs:// need their connector on the class path");
  }

  @Test
  void credentialsAreRejectedAndNotRepeated() {
    String path = "s3a://AKIAKEY:secret@bucket/out";
    assertThatThrownBy(() -> RunDirectory.at(path, new Configuration()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("an output path must not contain credentials; remove them")
        .hasMessageNotContaining("AKIAKEY")
        .hasMessageNotContaining("secret");
  }
}
