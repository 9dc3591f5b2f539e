package dev.emulsion.ring;

import dev.emulsion.pipeline.AttentionBatcher;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.SamplePipeline;
import dev.emulsion.spark.OutputRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Walks through one bucket and mixes every base with the partners that {@code pairing.table} lists
 * for it, which arrive right after it. A partner that cannot be read is skipped; a base that is
 * left without any is treated as {@code pairing.on-no-partner} says.
 */
public final class ListedPairIterator implements Iterator<OutputRow> {

  private final Iterator<ShuffledSample> samples;
  private final List<String> methods;
  private final BaseRows bases;

  private Optional<PreparedSample> base = Optional.empty();
  private final List<BaseRows.Partner> partners = new ArrayList<>();
  private boolean finished;

  /**
   * @param samples of one bucket: its bases in ring order, each followed by its partners
   * @param methods names of the methods of the recipe, sorted
   * @param batcher completes the rows whose labels depend on attention
   */
  public ListedPairIterator(
      Iterator<ShuffledSample> samples,
      PairingRules rules,
      SortedSet<String> methods,
      SamplePipeline pipeline,
      AttentionBatcher batcher,
      PartitionSink sink) {
    this.samples = samples;
    this.methods = List.copyOf(methods);
    this.bases = new BaseRows(rules, pipeline, batcher, sink);
  }

  @Override
  public boolean hasNext() {
    while (!bases.hasRow() && samples.hasNext()) {
      accept(samples.next());
    }
    if (!bases.hasRow() && !finished) {
      finished = true;
      closeBase();
      bases.finish();
    }
    return bases.hasRow();
  }

  @Override
  public OutputRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return bases.nextRow();
  }

  private void accept(ShuffledSample sample) {
    if (sample.target().isBase()) {
      closeBase();
      base = bases.prepareBase(sample.sample());
    } else if (base.isPresent()) {
      bases
          .preparePartner(sample.sample())
          .map(partner -> new BaseRows.Partner(partner, sample.target().pair().given(methods)))
          .ifPresent(partners::add);
    }
  }

  private void closeBase() {
    base.ifPresent(
        it -> {
          if (partners.isEmpty()) {
            bases.emitUnpaired(it);
          } else {
            bases.emit(it, partners);
          }
        });
    base = Optional.empty();
    partners.clear();
  }
}
