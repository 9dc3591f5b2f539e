package dev.emulsion.jobs.pairing;

import dev.emulsion.jobs.sideinput.SideInputCollector;
import dev.emulsion.jobs.sideinput.SideInputKind;
import dev.emulsion.label.Label;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.ShuffledSample;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Reads the samples of one bucket from the rows of {@link RingShuffle#shuffle}. */
public final class ShuffledSampleReader implements Iterator<ShuffledSample> {

  private final Iterator<Row> rows;
  private final Label.Kind kind;
  private final RingLayout layout;

  public ShuffledSampleReader(Iterator<Row> rows, PairingRing ring) {
    this(rows, ring.labelKind(), ring.layout());
  }

  ShuffledSampleReader(Iterator<Row> rows, Label.Kind kind, RingLayout layout) {
    this.rows = rows;
    this.kind = kind;
    this.layout = layout;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  /**
   * The next sample with its side inputs.
   *
   * @throws IllegalStateException if side inputs arrive without the image of their sample
   */
  @Override
  public ShuffledSample next() {
    ShuffledRow row = ShuffledRow.of(rows.next(), kind);
    SideInputCollector sideInputs = new SideInputCollector(row.id());
    while (row.kind() != SideInputKind.IMAGE) {
      sideInputs.add(row.kind(), row.name(), row.index(), row.bytes());
      row = nextOf(row.id());
    }
    Label label = row.label().orElseThrow();
    EncodedSample sample = sideInputs.sample(label, row.bytes());
    return new ShuffledSample(
        row.target(), layout.key(row.id()), layout.lane(row.id(), label.main()), sample);
  }

  private ShuffledRow nextOf(String id) {
    if (rows.hasNext()) {
      ShuffledRow row = ShuffledRow.of(rows.next(), kind);
      if (row.id().equals(id)) {
        return row;
      }
    }
    throw new IllegalStateException("the side inputs of " + id + " arrived without its image");
  }
}
