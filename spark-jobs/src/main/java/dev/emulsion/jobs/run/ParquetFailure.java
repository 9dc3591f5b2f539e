package dev.emulsion.jobs.run;

import dev.emulsion.DataException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;

/** What Spark says of Parquet files that cannot be read together, as a sentence. */
final class ParquetFailure {

  /** What Parquet's library says where the file has another length than the one listed. */
  private static final Pattern OTHER_BYTES = Pattern.compile("^(.*) is not a Parquet file\\. ");

  private ParquetFailure() {}

  /** The sentence, if {@code failure} is of that kind. */
  static Optional<DataException> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isOfNewerType(cause)) {
        return Optional.of(
            new DataException(
                "some Parquet files, but not all, have a column of a type that is newer than the"
                    + " Parquet library of Spark, such as FLOAT16; read those with it on their own,"
                    + " or write them without it",
                failure));
      }
      Matcher other = OTHER_BYTES.matcher(String.valueOf(cause.getMessage()));
      if (other.find()) {
        return Optional.of(
            new DataException(
                other.group(1)
                    + " must be a whole Parquet file and stay as it is during a run, but it is"
                    + " damaged, or was replaced after the input was listed; restore it and run"
                    + " the same command again",
                failure));
      }
      if (cause.getCause() instanceof SchemaColumnConvertNotSupportedException) {
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return Optional.of(
            new DataException(
                "all files of a table must have one type per column: "
                    + reason
                    + " Write them with one type, or read them one at a time",
                failure));
      }
    }
    return Optional.empty();
  }

  /** The library's failure on a footer; sources prevent it where the first file has such a type. */
  private static boolean isOfNewerType(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return cause instanceof NullPointerException
        && trace.length > 0
        && trace[0].getClassName().equals(ParquetMetadataConverter.class.getName());
  }
}
