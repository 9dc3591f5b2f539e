package dev.emulsion.spark.ml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Applies a function to batches of an iterator's elements, reading one batch ahead and no further.
 *
 * @param <I> type of the inputs
 * @param <O> type of the outputs; a batch may have any number of them
 */
public final class Batches<I, O> implements Iterator<O> {

  private final Iterator<I> inputs;
  private final int size;
  private final Function<List<I>, List<O>> work;
  private Iterator<O> ready = List.<O>of().iterator();

  /**
   * The outputs of {@code work} on batches of {@code inputs}.
   *
   * @param size number of inputs in every batch but the last
   */
  public Batches(Iterator<I> inputs, int size, Function<List<I>, List<O>> work) {
    this.inputs = inputs;
    this.size = size;
    this.work = work;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && inputs.hasNext()) {
      List<I> batch = new ArrayList<>(size);
      while (batch.size() < size && inputs.hasNext()) {
        batch.add(inputs.next());
      }
      ready = work.apply(batch).iterator();
    }
    return ready.hasNext();
  }

  @Override
  public O next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }
}
