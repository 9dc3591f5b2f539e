package dev.emulsion.jobs.run;

import java.util.List;
import java.util.Locale;

/**
 * Why storage fails, with the advice to give. Recognized by the names of exceptions, and by the
 * words of operating systems, Hadoop and S3. The first that fits is taken.
 */
enum StorageCause {
  QUOTA(
      "free space or raise the quota",
      "QuotaExceeded",
      "quota exceeded",
      "quota has been exceeded",
      "quota of ",
      "exceeds quota",
      "XMinioAdminBucketQuotaExceeded"),
  FULL(
      "free space there",
      "No space left on device",
      "There is not enough space on the disk",
      "No space available in any of the local directories",
      "could only be written to",
      "could only be replicated to",
      "XMinioStorageFull",
      "Insufficient Storage"),
  READ_ONLY(
      "make it writable",
      "Read-only file system",
      "ReadOnlyFileSystemException",
      "SafeModeException",
      "in safe mode"),
  CREDENTIALS(
      "set or renew the credentials",
      "ExpiredToken",
      "InvalidAccessKeyId",
      "SignatureDoesNotMatch",
      "NoAuthWithAWSException",
      "CredentialInitializationException",
      "No AWS Credentials",
      "Unable to load AWS credentials",
      "Key has expired",
      "Required key not available",
      "Failed to find any Kerberos tgt"),
  PERMISSION(
      "get the permission for it",
      "AccessControlException",
      "AccessDenied",
      "Permission denied",
      "Operation not permitted",
      "Access is denied",
      "Mkdirs failed to create",
      "Status Code: 403"),
  MOUNT(
      "mount it again",
      "Stale file handle",
      "Stale NFS file handle",
      "Transport endpoint is not connected",
      "Host is down"),
  DEVICE(
      "check the disk and its connection",
      "Input/output error",
      "Remote I/O error",
      "Structure needs cleaning",
      "No such device"),
  OPEN_FILES("raise the limit on open files (ulimit -n)", "Too many open files"),
  FILE_SIZE("raise the limit on the size of a file (ulimit -f)", "File too large"),
  NAME("choose a shorter path", "File name too long"),
  BUCKET(
      "create the bucket or correct its name",
      "NoSuchBucket",
      "UnknownStoreException",
      "The specified bucket does not exist"),
  THROTTLED(
      "wait, or use fewer cores",
      "SlowDown",
      "Slow Down",
      "reduce your request rate",
      "Status Code: 503",
      "AWSServiceThrottledException"),
  NETWORK(
      "check the network and the address",
      "UnknownHostException",
      "ConnectException",
      "NoRouteToHostException",
      "SocketTimeoutException",
      "SocketException",
      "Connection refused",
      "Connection reset",
      "Connection timed out",
      "Network is unreachable",
      "AWSClientIOException",
      "Unable to execute HTTP request"),
  GONE("restore it", "FileNotFoundException", "NoSuchFileException", "does not exist"),
  UNKNOWN("check that place");

  private final String advice;
  private final List<String> signs;

  StorageCause(String advice, String... signs) {
    this.advice = advice;
    this.signs = List.of(signs).stream().map(sign -> sign.toLowerCase(Locale.ROOT)).toList();
  }

  /** What to do, such as {@code free space there}. */
  String advice() {
    return advice;
  }

  /** The cause that the name or the message of an exception states. */
  static StorageCause of(Throwable failure) {
    String text =
        (failure.getClass().getSimpleName() + " " + failure.getMessage()).toLowerCase(Locale.ROOT);
    for (StorageCause cause : values()) {
      if (cause.signs.stream().anyMatch(text::contains)) {
        return cause;
      }
    }
    return UNKNOWN;
  }
}
