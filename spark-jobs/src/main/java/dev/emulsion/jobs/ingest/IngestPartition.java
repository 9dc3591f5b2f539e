package dev.emulsion.jobs.ingest;

import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.HeaderProbe;
import dev.emulsion.image.codec.HeaderProbe.Announced;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.source.SampleTable;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.recipe.InputConfig.Check;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.LabelColumn;
import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;

/**
 * What an ingest does to samples: checks the image, and makes a row of {@link SampleTable}.
 *
 * @param done counts samples while the tasks run
 * @param bytes counts those of the images that are kept
 */
record IngestPartition(
    Census census,
    DecodeOptions decode,
    Check check,
    SliceMetrics metrics,
    Quarantine quarantine,
    LongAccumulator done,
    LongAccumulator bytes)
    implements Serializable {

  /** The name under which {@link SliceMetrics} counts rows. */
  private static final String ROW = "sample";

  /** The rows of one task's samples, which come as those of the payload. */
  Iterator<Row> rows(Iterator<Row> payload) {
    return new Task(payload);
  }

  private final class Task implements Iterator<Row> {

    private final Iterator<Row> payload;
    private final Quarantine.Log notes = quarantine.notes();
    private final SliceMetrics own = new SliceMetrics();
    private final ContentDigest digest =
        new ContentDigest(SampleTable.schema(census.labels().kind()));
    private final MessageDigest sha256 = sha256();
    private final ImageCodec codec = ImageCodecs.of(decode);
    private Row next;
    private boolean ended;

    Task(Iterator<Row> payload) {
      this.payload = payload;
    }

    @Override
    public boolean hasNext() {
      while (next == null && payload.hasNext()) {
        Row sample = payload.next();
        if (census.uses(sample.getString(0), sample.getString(3))) {
          done.add(1);
          next = row(sample).orElse(null);
        }
      }
      if (next == null && !ended) {
        ended = true;
        notes.close();
        metrics.add(own);
      }
      return next != null;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = null;
      return row;
    }

    private Optional<Row> row(Row sample) {
      byte[] image = sample.getAs(4);
      HeaderProbe inspected = HeaderProbe.of(image, decode.limits());
      if (inspected instanceof HeaderProbe.Unreadable refused) {
        return refuse(sample, refused.why());
      }
      if (check == Check.DECODE && codec.decode(image) instanceof Decoded.Rejected rejected) {
        return refuse(sample, rejected);
      }
      Announced header = (Announced) inspected;
      Row row =
          RowFactory.create(
              sample.getString(0),
              LabelColumn.value(census.labels().of(sample)),
              image,
              header.size().height(),
              header.size().width(),
              header.channels(),
              header.format().name().toLowerCase(Locale.ROOT),
              (long) image.length,
              HexFormat.of().formatHex(sha256.digest(image)));
      own.row(ROW, digest.of(row));
      own.emitted();
      bytes.add(image.length);
      return Optional.of(row);
    }

    private Optional<Row> refuse(Row sample, Decoded.Rejected why) {
      own.refused(why.reason().name());
      notes.add(sample.getString(0), why.reason().name(), why.message());
      return Optional.empty();
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
