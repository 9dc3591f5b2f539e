package dev.emulsion.jobs.pairing;

import dev.emulsion.jobs.pairing.PairingRing.ShuffledSample;
import dev.emulsion.jobs.sideinput.SideInputRow;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** The samples in the rows of {@link PairingRing#shuffle}, each with what came before it. */
public final class ShuffledSampleReader implements Iterator<ShuffledSample> {

  private final Iterator<Row> rows;
  private final PairingRing ring;

  public ShuffledSampleReader(Iterator<Row> rows, PairingRing ring) {
    this.rows = rows;
    this.ring = ring;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public ShuffledSample next() {
    Row row = rows.next();
    String id = row.getString(2);
    SideInputRow sideInputRows = new SideInputRow();
    while (PairingRing.part(row) != SideInputRow.SideInputKind.IMAGE) {
      sideInputRows.add(row);
      if (!rows.hasNext()) {
        throw lonely(row, id);
      }
      row = rows.next();
      if (!row.getString(2).equals(id)) {
        throw lonely(row, id);
      }
    }
    return ring.shuffled(row, sideInputRows);
  }

  private static IllegalStateException lonely(Row row, String id) {
    return new IllegalStateException(
        "what stands beside " + id + " has come without its image, before " + row.getString(2));
  }
}
