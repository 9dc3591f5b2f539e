package dev.emulsion.spark.ml;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.SaliencyProvider;
import dev.emulsion.label.Label;
import dev.emulsion.pipeline.AttentionBatcher;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.Reason;
import dev.emulsion.pipeline.RecipePipeline;
import dev.emulsion.pipeline.RejectedSample;
import dev.emulsion.recipe.AttentionConfig.MapTable;
import dev.emulsion.recipe.AttentionConfig.MapTable.OnMissing;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.PairingIterator;
import dev.emulsion.ring.PairingRules;
import dev.emulsion.ring.PartitionSink;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.ShuffledSample;
import dev.emulsion.ring.Target;
import dev.emulsion.spark.AttentionColumn;
import dev.emulsion.spark.LabelColumn;
import dev.emulsion.spark.OutputRow;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Mixes the rows of one bucket.
 *
 * @param width number of columns of the dataset
 * @param mapAt position in the dataset of the column of attention maps; -1 for none
 * @param added number of columns that are added
 */
record BucketRows(
    PairSpec spec,
    InputImageColumn images,
    InputLabelColumn labels,
    int labelAt,
    int mapAt,
    int width,
    int added)
    implements Serializable {

  /**
   * The mixed rows.
   *
   * @param bucket one partition of {@link PairedDataset#buckets}
   */
  Iterator<Row> of(Iterator<Row> bucket) {
    if (!bucket.hasNext()) {
      return Collections.emptyIterator();
    }
    List<Long> numbers = bucket.next().getList(PairedDataset.COUNTS_AT);
    if (!bucket.hasNext()) {
      return Collections.emptyIterator(); // nothing to open a codec for
    }
    return new Walk(bucket, numbers.stream().mapToLong(n -> n).toArray());
  }

  /** One walk through the bucket. */
  private final class Walk implements Iterator<Row>, PartitionSink {

    /** Rows of the dataset whose mixed rows are not complete, by id. */
    private final Map<String, Row> bases = new HashMap<>();

    private final ArrayDeque<Row> kept = new ArrayDeque<>();
    private final RingLayout layout = spec.layout();
    private final PairingIterator mixed;
    private String last = "";

    Walk(Iterator<Row> rows, long[] counts) {
      int classes = spec.classes() > 0 ? spec.classes() : counts.length;
      mixed =
          new PairingIterator(
              new Samples(rows),
              PairingRules.of(spec.recipe(), Arrays.copyOf(counts, classes)),
              RecipePipeline.of(
                  new PipelineSpec(spec.recipe(), spec.epoch(), classes, spec.source())),
              new AttentionBatcher(SaliencyProvider::ofLabels, 1),
              this);
    }

    /** Reads the samples of the bucket and remembers its bases. */
    private final class Samples implements Iterator<ShuffledSample> {

      private final Iterator<Row> rows;

      Samples(Iterator<Row> rows) {
        this.rows = rows;
      }

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public ShuffledSample next() {
        Row row = rows.next();
        String id = row.getString(PairedDataset.OWN_COLUMNS + width);
        Target target =
            new Target(
                Lane.ofCode(row.getLong(PairedDataset.LANE_AT)), row.getInt(PairedDataset.RANK_AT));
        Row own = own(row);
        if (target.isBase()) {
          bases.put(id, own);
        }
        Label label = labels.read(id, own, labelAt);
        EncodedSample sample =
            new EncodedSample(id, label, images.encoded(own), map(id, own), List.of(), Map.of());
        return new ShuffledSample(target, layout.key(id), layout.lane(id, label.main()), sample);
      }
    }

    @Override
    public boolean hasNext() {
      return !kept.isEmpty() || mixed.hasNext() || !kept.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (!kept.isEmpty()) {
        return kept.remove();
      }
      OutputRow row = mixed.next();
      if (!row.baseId().equals(last)) {
        bases.remove(last);
        last = row.baseId();
      }
      return joined(bases.get(last), Optional.of(row));
    }

    @Override
    public void quarantined(RejectedSample base) {
      Row row = bases.remove(base.id());
      if (base.reason() != Reason.NO_PARTNER) { // which the recipe says to drop
        spec.invalid()
            .treat(base.id(), base.message(), () -> joined(row, Optional.empty()))
            .ifPresent(kept::add);
      }
    }

    @Override
    public void baseArrived(EncodedSample base) {}

    @Override
    public void decoded(int count) {}

    @Override
    public void row(OutputRow row) {}

    @Override
    public void unpaired() {}

    @Override
    public void emitted(PreparedSample base) {}

    @Override
    public void rejected(RejectedSample generated) {}

    @Override
    public void close() {}
  }

  /** The columns of the dataset. */
  private Row own(Row row) {
    Object[] values = new Object[width];
    for (int i = 0; i < width; i++) {
      values[i] = row.get(PairedDataset.OWN_COLUMNS + i);
    }
    return RowFactory.create(values);
  }

  private Optional<AttentionGrid> map(String id, Row row) {
    if (spec.source() != AttentionSource.TABLE) {
      return Optional.empty();
    }
    if (!row.isNullAt(mapAt)) {
      try {
        return Optional.of(AttentionColumn.ofNested(row.getList(mapAt)));
      } catch (IllegalArgumentException e) {
        throw new DataException("the map of " + id + " is invalid: " + e.getMessage(), e);
      }
    }
    MapTable table = spec.recipe().attention().table().orElseThrow();
    if (table.missing() == OnMissing.AREA) {
      return Optional.empty();
    }
    throw new DataException(
        "every row needs a map, but "
            + id
            + " has none; drop the row, or have the recipe set attention.table.missing to area");
  }

  private Row joined(Row base, Optional<OutputRow> mixed) {
    List<Object> values = new ArrayList<>(width + added);
    for (int i = 0; i < width; i++) {
      values.add(base.get(i));
    }
    mixed.ifPresentOrElse(
        row -> addTo(values, row), () -> values.addAll(Collections.nCopies(added, null)));
    return RowFactory.create(values.toArray());
  }

  /** In the order of {@link PairMixer}'s columns. */
  private void addTo(List<Object> values, OutputRow row) {
    values.add(row.rowId());
    values.add(row.epoch());
    values.add(row.variant());
    values.add(row.partnerId().orElse(null));
    values.add(row.method());
    values.add(spec.format().value(row));
    values.add(row.height());
    values.add(row.width());
    values.add(row.channels());
    values.add(row.labelPartner().map(LabelColumn::value).orElse(null));
    values.add(row.lambda());
    values.add(row.lambdaDrawn());
    values.add(row.labelIndices());
    values.add(row.labelWeights());
    row.softLabel().ifPresent(values::add);
    if (spec.plans()) {
      values.add(row.plan().orElse(null));
    }
  }
}
