package dev.emulsion.jobs;

import dev.emulsion.io.Quarantine;
import dev.emulsion.jobs.Augmenter.Refused;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** The narrow half of an epoch: every task walks its bucket of the ring and yields output rows. */
record Augmenting(
    Recipe recipe,
    int epoch,
    Partners partners,
    int classes,
    Attending attending,
    Broadcast<Shelf> shelf)
    implements java.io.Serializable {

  Augmenting(Recipe recipe, int epoch, Census census, Attending attending, Broadcast<Shelf> shelf) {
    this(
        recipe,
        epoch,
        new Partners(recipe.pairing().labels(), census),
        census.classes().size(),
        attending,
        shelf);
  }

  /**
   * Rows of {@link OutputSchema}, in ring order within each bucket.
   *
   * @param ordered whole buckets of what {@link Ring#shuffle} gave
   * @param tally what the tasks that finish add their counts to
   * @param quarantine where the tasks note what they refuse
   * @param done counts samples while the tasks run
   */
  JavaRDD<Row> stream(
      JavaRDD<Row> ordered,
      Broadcast<Ring> ring,
      Tally tally,
      Quarantine quarantine,
      LongAccumulator done) {
    return ordered.mapPartitions(rows -> walk(rows, ring.value(), tally, quarantine, done));
  }

  private static void note(Refused refused, Quarantine.Notes notes) {
    if (refused.reason().startsWith(Augmenter.OF_GENERATED)) {
      notes.addElsewhere(refused.id(), refused.reason(), refused.message());
    } else {
      notes.add(refused.id(), refused.reason(), refused.message());
    }
  }

  private Iterator<Row> walk(
      Iterator<Row> rows, Ring ring, Tally tally, Quarantine quarantine, LongAccumulator done) {
    Quarantine.Notes notes = quarantine.notes();
    Tally own = new Tally();
    return new RingWalk(
        new Travellers(rows, ring),
        ring,
        partners,
        recipe,
        new Augmenter(recipe, epoch, classes, attending.source(), shelf.value()),
        attending.lookout(),
        own,
        refused -> note(refused, notes),
        () -> done.add(1),
        () -> {
          notes.close();
          tally.add(own);
        });
  }
}
