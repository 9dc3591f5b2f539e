package dev.emulsion.ring;

import dev.emulsion.spark.OutputRow;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Walks through the samples of one bucket until the next row is known. */
abstract class BucketIterator implements Iterator<OutputRow> {

  private final Iterator<ShuffledSample> samples;
  private boolean finished;

  /** Takes the rows of bases whose partners are known. */
  final BaseRows bases;

  BucketIterator(Iterator<ShuffledSample> samples, BaseRows bases) {
    this.samples = samples;
    this.bases = bases;
  }

  abstract void accept(ShuffledSample sample);

  /** Closes the bases that still wait, after the last sample. */
  abstract void closeAll();

  @Override
  public final boolean hasNext() {
    while (!bases.hasRow() && samples.hasNext()) {
      accept(samples.next());
    }
    if (!bases.hasRow() && !finished) {
      finished = true;
      closeAll();
      bases.finish();
    }
    return bases.hasRow();
  }

  @Override
  public final OutputRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return bases.nextRow();
  }
}
