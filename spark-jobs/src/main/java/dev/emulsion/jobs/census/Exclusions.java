package dev.emulsion.jobs.census;

import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.source.Samples;
import dev.emulsion.pipeline.Reason;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Makes rows of {@link Quarantine#SCHEMA} for samples that are excluded by their ids alone. */
final class Exclusions {

  private Exclusions() {}

  static Dataset<Row> rows(Samples samples, Dataset<Row> index, Reason reason, Column message) {
    Column id = functions.col(Samples.ID);
    return index
        .select(
            id,
            functions.concat(functions.lit(samples.info().pathPrefix()), id),
            functions.lit(reason.name()),
            message,
            functions.lit(0))
        .toDF(Quarantine.SCHEMA.fieldNames());
  }
}
