package dev.emulsion.ring;

import dev.emulsion.pipeline.AttentionBatcher;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.SamplePipeline;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Walks through one bucket and mixes every base with the partners that {@code pairing.table} lists
 * for it, which arrive right after it. A partner that cannot be read is skipped; a base that is
 * left without any is treated as {@code pairing.on-no-partner} says.
 */
public final class ListedPairIterator extends BucketIterator {

  private final List<String> methods;

  private Optional<PreparedSample> base = Optional.empty();
  private final List<BaseRows.Partner> partners = new ArrayList<>();

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
    super(samples, new BaseRows(rules, pipeline, batcher, sink));
    this.methods = List.copyOf(methods);
  }

  @Override
  void accept(ShuffledSample sample) {
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

  @Override
  void closeAll() {
    closeBase();
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
