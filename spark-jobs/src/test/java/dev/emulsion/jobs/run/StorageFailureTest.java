package dev.emulsion.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.services.s3.model.AmazonS3Exception;
import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageFailureTest {

  /** The words of Linux, HDFS and S3, and what to do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No space left on device | free space there",
        "Disk quota exceeded | free space or raise the quota",
        "The DiskSpace quota of /user/x is exceeded: quota = 1 B | free space or raise the quota",
        "Read-only file system | make it writable",
        "Cannot create file/x. Name node is in safe mode. | make it writable",
        "Permission denied | get the permission for it",
        "Operation not permitted | get the permission for it",
        "Input/output error | check the disk and its connection",
        "Stale file handle | mount it again",
        "Transport endpoint is not connected | mount it again",
        "Too many open files | raise the limit on open files (ulimit -n)",
        "File too large | raise the limit on the size of a file (ulimit -f)",
        "Connection refused | check the network and the address",
        "Auf dem Gerät ist kein Speicherplatz mehr verfügbar | check that place",
      })
  void everyCauseHasItsAdvice(String reason, String advice) {
    var failure =
        new UncheckedIOException("cannot write /out/x: " + reason, new IOException(reason));
    assertThat(sentence(failure)).isEqualTo("cannot write /out/x: " + reason + "; " + advice);
  }

  @Test
  void thePathIsThatOfTheFileOrOfTheTableThatSparkWrites() {
    IOException full = new IOException("No space left on device");
    assertThat(
            sentence(
                new ExecutionException(
                    new SparkException(
                        "Job aborted.",
                        new SparkException(
                            "[TASK_WRITE_FAILED] Task failed while writing rows to"
                                + " file:/out/epoch=0.",
                            full)))))
        .isEqualTo("cannot write file:/out/epoch=0: No space left on device; free space there");
    assertThat(sentence(new FileSystemException("/out/a", null, "Read-only file system")))
        .isEqualTo("cannot use /out/a: Read-only file system; make it writable");
    assertThat(sentence(new FileNotFoundException("/out/a b (Too many open files)")))
        .isEqualTo(
            "cannot use /out/a b: Too many open files; raise the limit on open files (ulimit -n)");
    assertThat(sentence(new IOException("Mkdirs failed to create file:/out/epoch=0")))
        .isEqualTo(
            "cannot use file:/out/epoch=0: its folder cannot be made; get the permission for it");
    assertThat(sentence(new AccessControlException("Permission denied: user=x, inode=\"/out\"")))
        .isEqualTo(
            "storage failed: Permission denied: user=x, inode=\"/out\"; get the permission for it");
  }

  /** Hadoop's local file system throws an Error, which no catch clause for exceptions catches. */
  @EnabledOnOs(OS.LINUX)
  @Test
  void aFullDiskIsAFailureOfStorageAlsoThroughHadoop() throws IOException {
    FSDataOutputStream out =
        FileSystem.getLocal(new Configuration()).getRaw().create(new Path("/dev/full"));
    Throwable full = catchThrowable(() -> out.write(new byte[1 << 20]));
    assertThat(full).isInstanceOf(FSError.class);
    assertThat(sentence(full))
        .isEqualTo("storage failed: No space left on device; free space there");
    assertThatThrownBy(
            () ->
                Errors.unwrapping(
                    () -> {
                      throw (FSError) full;
                    },
                    Progress.SILENT))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void ofS3OnlyWhatItsUserNeedsIsTold() {
    AmazonS3Exception denied = new AmazonS3Exception("Access Denied");
    denied.setServiceName("Amazon S3");
    denied.setStatusCode(403);
    denied.setErrorCode("AccessDenied");
    denied.setRequestId("4442587FB7D0A2F9");
    AccessDeniedException wrapped =
        new AccessDeniedException(
            "s3a://bucket/out/x", null, "PUT 0-byte object: " + denied.getMessage());
    wrapped.initCause(denied);
    assertThat(
            sentence(
                new UncheckedIOException(
                    "cannot write s3a://bucket/out/x: " + wrapped.getMessage(), wrapped)))
        .isEqualTo(
            "cannot write s3a://bucket/out/x: Access Denied (Amazon S3 403 AccessDenied); get the"
                + " permission for it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SlowDown | 503 | wait, or use fewer cores",
        "NoSuchBucket | 404 | create the bucket or correct its name",
        "QuotaExceeded | 403 | free space or raise the quota",
        "ExpiredToken | 400 | set or renew the credentials",
      })
  void codesOfS3HaveTheirAdvice(String code, int status, String advice) {
    AmazonS3Exception failure = new AmazonS3Exception("What S3 says");
    failure.setServiceName("Amazon S3");
    failure.setStatusCode(status);
    failure.setErrorCode(code);
    assertThat(sentence(new IOException("PUT on x: " + failure.getMessage(), failure)))
        .isEqualTo(
            "storage failed: What S3 says (Amazon S3 %d %s); %s".formatted(status, code, advice));
  }

  @Test
  void aHostIsNamed() {
    assertThat(
            sentence(
                new UncheckedIOException(
                    "cannot list hdfs://nn/x: nn", new UnknownHostException("nn"))))
        .isEqualTo(
            "cannot list hdfs://nn/x: there is no host nn; check the network and the address");
  }

  @Test
  void aFullScratchDirectoryIsNotTakenForTheOutput() {
    IOException full = new IOException("No space left on device");
    full.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.io.FileOutputStream", "writeBytes", null, -2),
          new StackTraceElement(
              "org.apache.spark.storage.TimeTrackingOutputStream", "write", null, 1),
          new StackTraceElement("org.apache.spark.sql.execution.datasources.X", "write", null, 1),
        });
    assertThat(
            sentence(
                new SparkException(
                    "[TASK_WRITE_FAILED] Task failed while writing rows to file:/out/epoch=0.",
                    full)))
        .isEqualTo(
            "cannot write Spark's temporary files in /scratch: No space left on device; free space"
                + " there or set SPARK_LOCAL_DIRS to another directory");
  }

  @Test
  void anErrorThatAddressesTheUserIsLeftAsItIs() {
    DataException data = new DataException("the input changed", new IOException("any"));
    assertThat(Errors.toShow(new SparkException("Job aborted.", data))).isSameAs(data);
    ConfigException config = new ConfigException("input.path must", new IOException("any"));
    assertThat(Errors.toShow(new SparkException("Job aborted.", config))).isSameAs(config);
    RuntimeException bug = new IllegalStateException("a bug");
    assertThat(Errors.toShow(bug)).isSameAs(bug);
    StorageException shown = new StorageException("cannot write", new IOException("any"));
    assertThat(Errors.toShow(shown)).isSameAs(shown);
  }

  @Test
  void aJobNamesItsOutputWhereTheExceptionsNameNoPath() {
    assertThatThrownBy(
            () ->
                Errors.writing(
                    "hdfs://nn/out",
                    () -> {
                      throw new SparkException(
                          "Job aborted.", new IOException("Disk quota exceeded"));
                    },
                    Progress.SILENT))
        .hasMessage(
            "cannot write hdfs://nn/out: Disk quota exceeded; free space or raise the quota");
  }

  private static String sentence(Throwable failure) {
    return StorageFailure.in(failure, "storage failed", "/scratch").orElseThrow().getMessage();
  }

  @Test
  void aLibraryThatCannotBeLoadedIsNamedWithTheRemedy() {
    Throwable noexec =
        new UnsatisfiedLinkError("/tmp/libsnappyjava.so: failed to map segment from shared object");
    assertThat(StorageFailure.in(new IllegalStateException(noexec), "storage failed", "/tmp"))
        .get(InstanceOfAssertFactories.THROWABLE)
        .hasMessageStartingWith(
            "cannot load the library of a compression, which must be unpacked to a folder whose"
                + " files may be executed: /tmp/libsnappyjava.so: failed to map segment from shared"
                + " object; set -Djava.io.tmpdir to another folder");
    Throwable other = new UnsatisfiedLinkError("libother.so");
    assertThat(StorageFailure.in(new IllegalStateException(other), "storage failed", "/tmp"))
        .isEmpty();
  }
}
