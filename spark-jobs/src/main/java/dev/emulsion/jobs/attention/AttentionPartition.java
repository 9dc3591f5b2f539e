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
import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.io.source.PayloadRow;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.run.PartLog;
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

/**
 * Decodes the images of one partition, runs the model, and makes rows of {@link AttentionTable}.
 */
record AttentionPartition(Census census, DecodeOptions decode, ModelSource model)
    implements Serializable {

  /** The name under which {@link PartLog} counts rows. */
  private static final String ROW = "map";

  /**
   * Rows of {@link AttentionTable#SCHEMA} for the usable samples.
   *
   * @param payload one task's rows of {@link dev.emulsion.io.source.Samples#PAYLOAD}
   */
  Iterator<Row> rows(Iterator<Row> payload, PartLog log) {
    return new Rows(payload, log.task());
  }

  private final class Rows implements Iterator<Row> {

    private final PartLog.Task log;
    private final ContentDigest digest = new ContentDigest(AttentionTable.SCHEMA);
    private final ImageCodec codec = ImageCodecs.of(decode);
    private final Batches<Row, Row> rows;
    private Optional<AttentionModel> loaded = Optional.empty();

    Rows(Iterator<Row> payload, PartLog.Task log) {
      this.log = log;
      this.rows = new Batches<>(payload, model.spec().batchSize(), this::batch);
    }

    @Override
    public boolean hasNext() {
      boolean more = rows.hasNext();
      if (!more) {
        loaded.ifPresent(AttentionModel::close);
        loaded = Optional.empty();
        log.close();
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

    private List<Row> batch(List<Row> samples) {
      List<String> ids = new ArrayList<>();
      List<Image> images = new ArrayList<>();
      for (Row row : samples) {
        PayloadRow sample = PayloadRow.of(row);
        String id = sample.id();
        if (census.repeated().uses(sample)) {
          Decoded decoded = codec.decode(sample.image());
          if (decoded instanceof DecodedImage image) {
            ids.add(id);
            images.add(image.image());
          } else {
            log.quarantined(id, (Rejected) decoded);
          }
        }
      }
      List<AttentionResult> results = infer(images, ids);
      List<Row> maps = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        Row map = AttentionTable.row(ids.get(i), results.get(i), model.spec().sha256());
        log.emitted(ROW, digest.of(map));
        maps.add(map);
      }
      return maps;
    }

    private List<AttentionResult> infer(List<Image> images, List<String> ids) {
      if (images.isEmpty()) {
        return List.of();
      }
      if (loaded.isEmpty()) {
        loaded = Optional.of(model.open());
      }
      try {
        return loaded.get().compute(images);
      } catch (DataException e) {
        throw new DataException(
            "one of the samples " + String.join(", ", ids) + ": " + e.getMessage(), e);
      }
    }
  }
}
