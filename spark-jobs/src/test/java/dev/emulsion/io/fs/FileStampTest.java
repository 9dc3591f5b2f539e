package dev.emulsion.io.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class FileStampTest {

  private static final Path FILE = new Path("/data/cat/1.jpg");

  private static FileStatus file(long length, long modified) {
    return new FileStatus(length, false, 1, 1, modified, FILE);
  }

  private static final class Tagged extends FileStatus implements EtagSource {

    private final String etag;

    Tagged(long length, long modified, String etag) {
      super(length, false, 1, 1, modified, FILE);
      this.etag = etag;
    }

    @Override
    public String getEtag() {
      return etag;
    }
  }

  @Test
  void lengthAndTimeMakeTheStamp() {
    long stamp = FileStamp.of(file(10, 1_000));
    assertThat(FileStamp.of(file(10, 1_000))).isEqualTo(stamp).isEqualTo(FileStamp.of(10, 1_000));
    assertThat(FileStamp.of(file(11, 1_000))).isNotEqualTo(stamp);
    assertThat(FileStamp.of(file(10, 1_001))).isNotEqualTo(stamp);
    assertThat(FileStamp.of(file(1_000, 10))).isNotEqualTo(stamp);
  }

  @Test
  void anEtagIsBetterThanTheTime() {
    long stamp = FileStamp.of(new Tagged(10, 1_000, "\"abc\""));
    assertThat(FileStamp.of(new Tagged(10, 2_000, "abc"))).isEqualTo(stamp);
    assertThat(FileStamp.of(new Tagged(10, 1_000, "abd"))).isNotEqualTo(stamp);
    assertThat(FileStamp.of(new Tagged(10, 1_000, ""))).isEqualTo(FileStamp.of(10, 1_000));
  }

  @Test
  void anotherStampIsAChangeUnlessNoneIsKnown() {
    assertThatCode(() -> FileStamp.requireUnchanged(FILE, 5, 5)).doesNotThrowAnyException();
    assertThatCode(() -> FileStamp.requireUnchanged(FILE, FileStamp.UNKNOWN, 5))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> FileStamp.requireUnchanged(FILE, 5, 6))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "/data/cat/1.jpg must stay as it is during a run, but was replaced or written again"
                + " after the input was listed; restore it and run the same command again, or run"
                + " with the new file and another output directory");
  }
}
