package dev.emulsion.jobs;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.io.Maps;
import dev.emulsion.jobs.Ring.Traveller;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** The samples in the rows of {@link Ring#shuffle}, each with the map that came before it. */
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
    if (!Ring.isMap(row)) {
      return ring.traveller(row, Optional.empty());
    }
    String id = row.getString(2);
    AttentionGrid map = Maps.unpacked(row.getAs(Ring.IMAGE_AT));
    Row image = rows.hasNext() ? rows.next() : row;
    if (Ring.isMap(image) || !image.getString(2).equals(id)) {
      throw new IllegalStateException("the map of " + id + " has come without its image");
    }
    return ring.traveller(image, Optional.of(map));
  }
}
