package dev.emulsion.jobs;

import dev.emulsion.jobs.Ring.Traveller;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** The samples in the rows of {@link Ring#shuffle}, each with what came before it. */
final class Travellers implements Iterator<Traveller> {

  private final Iterator<Row> rows;
  private final Ring ring;

  Travellers(Iterator<Row> rows, Ring ring) {
    this.rows = rows;
    this.ring = ring;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Traveller next() {
    Row row = rows.next();
    String id = row.getString(2);
    Beside beside = new Beside();
    while (Ring.part(row) != Beside.Part.IMAGE) {
      beside.add(row);
      if (!rows.hasNext()) {
        throw lonely(row, id);
      }
      row = rows.next();
      if (!row.getString(2).equals(id)) {
        throw lonely(row, id);
      }
    }
    return ring.traveller(row, beside);
  }

  private static IllegalStateException lonely(Row row, String id) {
    return new IllegalStateException(
        "what stands beside " + id + " has come without its image, before " + row.getString(2));
  }
}
