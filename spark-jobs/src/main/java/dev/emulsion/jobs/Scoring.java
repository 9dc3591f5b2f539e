package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.Insight;
import dev.emulsion.image.DecodeOptions;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.Decoded.Picture;
import dev.emulsion.image.Decoded.Rejected;
import dev.emulsion.image.Image;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.io.AttentionTable;
import dev.emulsion.io.Quarantine;
import dev.emulsion.spark.Batches;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.ModelSource;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * What {@code emulsion attention} does to samples: decodes the picture, asks the model, and makes a
 * row of {@link AttentionTable}.
 *
 * @param done counts samples while the tasks run
 */
record Scoring(
    Census census,
    DecodeOptions decode,
    ModelSource model,
    Tally tally,
    Quarantine quarantine,
    LongAccumulator done)
    implements Serializable {

  /** The name under which {@link Tally} counts rows. */
  private static final String ROW = "map";

  /** The rows of one task's samples, which come as those of the payload. */
  Iterator<Row> rows(Iterator<Row> payload) {
    return new Task(payload);
  }

  private final class Task implements Iterator<Row> {

    private final Quarantine.Notes notes = quarantine.notes();
    private final Tally own = new Tally();
    private final ContentDigest digest = new ContentDigest(AttentionTable.SCHEMA);
    private final ImageCodec codec = ImageCodecs.of(decode);
    private final Batches<Row, Row> rows;
    private Optional<AttentionModel> seer = Optional.empty();
    private boolean ended;

    Task(Iterator<Row> payload) {
      rows = new Batches<>(payload, model.spec().batchSize(), this::seen);
    }

    @Override
    public boolean hasNext() {
      boolean more = rows.hasNext();
      if (!more && !ended) {
        ended = true;
        seer.ifPresent(AttentionModel::close);
        notes.close();
        tally.add(own);
      }
      return more;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return rows.next();
    }

    private List<Row> seen(List<Row> samples) {
      List<String> ids = new ArrayList<>();
      List<Image> images = new ArrayList<>();
      for (Row sample : samples) {
        String id = sample.getString(0);
        if (census.uses(id, sample.getString(3))) {
          Decoded decoded = codec.decode(sample.<byte[]>getAs(4));
          if (decoded instanceof Picture picture) {
            ids.add(id);
            images.add(picture.image());
          } else {
            refuse(id, (Rejected) decoded);
          }
          done.add(1);
        }
      }
      List<Insight> insights = asked(images, ids);
      List<Row> out = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        Row row = AttentionTable.row(ids.get(i), insights.get(i), model.spec().sha256());
        own.row(ROW, digest.of(row));
        own.emitted();
        out.add(row);
      }
      return out;
    }

    private List<Insight> asked(List<Image> images, List<String> ids) {
      if (images.isEmpty()) {
        return List.of();
      }
      if (seer.isEmpty()) {
        seer = Optional.of(model.open());
      }
      try {
        return seer.get().of(images);
      } catch (DataException e) {
        throw new DataException(
            "one of the samples " + String.join(", ", ids) + ": " + e.getMessage(), e);
      }
    }

    private void refuse(String id, Rejected why) {
      own.refused(why.reason().name());
      notes.add(id, why.reason().name(), why.message());
    }
  }
}
