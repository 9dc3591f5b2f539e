package dev.emulsion.jobs.ingest;

import dev.emulsion.Sha256;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.HeaderProbe;
import dev.emulsion.image.codec.HeaderProbe.Announced;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.source.PayloadRow;
import dev.emulsion.io.source.SampleTable;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.run.PartLog;
import dev.emulsion.recipe.InputConfig.Check;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.LabelColumn;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Checks the images of one partition and makes rows of {@link SampleTable}. */
record IngestPartition(Census census, DecodeOptions decode, Check check) implements Serializable {

  /** The name under which {@link PartLog} counts rows. */
  private static final String ROW = "sample";

  /**
   * Rows of {@link SampleTable#schema} for the usable samples.
   *
   * @param payload one task's rows of {@link dev.emulsion.io.source.Samples#PAYLOAD}
   */
  Iterator<Row> rows(Iterator<Row> payload, PartLog log) {
    return new Rows(payload, log.task());
  }

  private final class Rows implements Iterator<Row> {

    private final Iterator<Row> payload;
    private final PartLog.Task log;
    private final ContentDigest digest =
        new ContentDigest(SampleTable.schema(census.labels().kind()));
    private final ImageCodec codec = ImageCodecs.of(decode);
    private Optional<Row> next = Optional.empty();

    Rows(Iterator<Row> payload, PartLog.Task log) {
      this.payload = payload;
      this.log = log;
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && payload.hasNext()) {
        PayloadRow sample = PayloadRow.of(payload.next());
        if (census.repeated().uses(sample)) {
          next = row(sample);
        }
      }
      if (next.isEmpty()) {
        log.close();
      }
      return next.isPresent();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next.get();
      next = Optional.empty();
      return row;
    }

    private Optional<Row> row(PayloadRow sample) {
      String id = sample.id();
      byte[] image = sample.image();
      HeaderProbe probe = HeaderProbe.of(image, decode);
      if (probe instanceof HeaderProbe.Unreadable unreadable) {
        log.quarantined(id, unreadable.why());
        return Optional.empty();
      }
      if (check == Check.DECODE && codec.decode(image) instanceof Decoded.Rejected rejected) {
        log.quarantined(id, rejected);
        return Optional.empty();
      }
      Announced header = (Announced) probe;
      Row row =
          new SampleTable.Sample(
                  id,
                  LabelColumn.value(census.labels().read(sample)),
                  image,
                  header.size().height(),
                  header.size().width(),
                  header.channels(),
                  header.format().name().toLowerCase(Locale.ROOT),
                  Sha256.hex(image))
              .toRow();
      log.noted(header.notes());
      log.emitted(ROW, digest.of(row));
      return Optional.of(row);
    }
  }
}
