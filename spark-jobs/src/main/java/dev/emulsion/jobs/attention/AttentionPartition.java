package dev.emulsion.jobs.attention;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.Decoded.Rejected;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.ModelSource;
import dev.emulsion.spark.ml.Batches;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * What {@code emulsion attention} does to samples: decodes the image, asks the model, and makes a
 * row of {@link AttentionTable}.
 *
 * @param done counts samples while the tasks run
 */
record AttentionPartition(
    Census census,
    DecodeOptions decode,
    ModelSource model,
    SliceMetrics metrics,
    Quarantine quarantine,
    LongAccumulator done)
    implements Serializable {

  /** The name under which {@link SliceMetrics} counts rows. */
  private static final String ROW = "map";

  /** The rows of one task's samples, which come as those of the payload. */
  Iterator<Row> rows(Iterator<Row> payload) {
    return new Task(payload);
  }

  private final class Task implements Iterator<Row> {

    private final Quarantine.Log notes = quarantine.notes();
    private final SliceMetrics own = new SliceMetrics();
    private final ContentDigest digest = new ContentDigest(AttentionTable.SCHEMA);
    private final ImageCodec codec = ImageCodecs.of(decode);
    private final Batches<Row, Row> rows;
    private Optional<AttentionModel> provider = Optional.empty();
    private boolean ended;

    Task(Iterator<Row> payload) {
      rows = new Batches<>(payload, model.spec().batchSize(), this::seen);
    }

    @Override
    public boolean hasNext() {
      boolean more = rows.hasNext();
      if (!more && !ended) {
        ended = true;
        provider.ifPresent(AttentionModel::close);
        notes.close();
        metrics.add(own);
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
          if (decoded instanceof DecodedImage image) {
            ids.add(id);
            images.add(image.image());
          } else {
            refuse(id, (Rejected) decoded);
          }
          done.add(1);
        }
      }
      List<AttentionResult> attentionResults = asked(images, ids);
      List<Row> out = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        Row row = AttentionTable.row(ids.get(i), attentionResults.get(i), model.spec().sha256());
        own.row(ROW, digest.of(row));
        own.emitted();
        out.add(row);
      }
      return out;
    }

    private List<AttentionResult> asked(List<Image> images, List<String> ids) {
      if (images.isEmpty()) {
        return List.of();
      }
      if (provider.isEmpty()) {
        provider = Optional.of(model.open());
      }
      try {
        return provider.get().compute(images);
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
