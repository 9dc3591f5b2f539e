package dev.emulsion.ring;

import dev.emulsion.DataException;
import dev.emulsion.mix.GivenMix;
import dev.emulsion.pipeline.AttentionBatcher;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.MixInput;
import dev.emulsion.pipeline.PendingRow;
import dev.emulsion.pipeline.Preparation;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.Reason;
import dev.emulsion.pipeline.RejectedSample;
import dev.emulsion.pipeline.SamplePipeline;
import dev.emulsion.spark.OutputRow;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** Turns the bases of one partition into rows, once their partners are known. */
final class BaseRows {

  private final PairingRules rules;
  private final SamplePipeline pipeline;
  private final AttentionBatcher batcher;
  private final PartitionSink sink;
  private final ArrayDeque<OutputRow> ready = new ArrayDeque<>();

  /**
   * @param batcher completes the rows whose labels depend on attention
   */
  BaseRows(
      PairingRules rules, SamplePipeline pipeline, AttentionBatcher batcher, PartitionSink sink) {
    this.rules = rules;
    this.pipeline = pipeline;
    this.batcher = batcher;
    this.sink = sink;
  }

  /** A partner of a base, and what is given of their mixing. */
  record Partner(PreparedSample sample, GivenMix given) {

    static Partner ofRing(PreparedSample sample) {
      return new Partner(sample, GivenMix.NOTHING);
    }
  }

  boolean hasRow() {
    return !ready.isEmpty();
  }

  OutputRow nextRow() {
    return ready.remove();
  }

  /** Prepares a base; empty if it was quarantined. */
  Optional<PreparedSample> prepareBase(EncodedSample sample) {
    sink.baseArrived(sample);
    Preparation prepared = prepare(sample);
    if (prepared instanceof RejectedSample rejected) {
      sink.quarantined(rejected);
      return Optional.empty();
    }
    PreparedSample base = (PreparedSample) prepared;
    base.rejected().forEach(sink::rejected);
    if (base.members() == 0) {
      sink.quarantined(
          new RejectedSample(
              base.id(),
              Reason.NO_USABLE_GENERATED,
              "none of the "
                  + base.rejected().size()
                  + " generated images that were drawn for it can be used"));
      return Optional.empty();
    }
    return Optional.of(base);
  }

  /** Prepares a sample that is a partner only; empty if it cannot be used. */
  Optional<PreparedSample> preparePartner(EncodedSample sample) {
    return prepare(sample) instanceof PreparedSample partner && partner.members() > 0
        ? Optional.of(partner)
        : Optional.empty();
  }

  private Preparation prepare(EncodedSample sample) {
    Preparation prepared = pipeline.prepare(sample);
    int generated = prepared instanceof PreparedSample ? sample.generated().size() : 0;
    sink.decoded(1 + generated);
    return prepared;
  }

  /** Mixes all rows of a base; if it has fewer partners than variants, they take turns. */
  void emit(PreparedSample base, List<Partner> partners) {
    for (int member = 0; member < base.members(); member++) {
      for (int variant = 0; variant < rules.variants(); variant++) {
        MixInput image = base.members(variant).get(member);
        batcher.add(mix(image, partners, variant));
      }
    }
    drainBatcher();
    sink.emitted(base);
  }

  private PendingRow mix(MixInput image, List<Partner> partners, int variant) {
    if (partners.isEmpty()) {
      return pipeline.mix(image, Optional.empty(), variant);
    }
    Partner partner = partners.get(variant % partners.size());
    MixInput other = pipeline.choosePartner(image, partner.sample(), variant);
    return pipeline.mix(image, Optional.of(other), partner.given(), variant);
  }

  /** Does with a base what {@code pairing.on-no-partner} says. */
  void emitUnpaired(PreparedSample base) {
    switch (rules.onNoPartner()) {
      case KEEP -> {
        sink.unpaired();
        emit(base, List.of());
      }
      case DROP ->
          sink.quarantined(
              new RejectedSample(base.id(), Reason.NO_PARTNER, rules.source().dropped()));
      case FAIL -> throw new DataException(rules.source().failed(base.id()));
    }
  }

  /** Completes the last rows. */
  void finish() {
    batcher.flush();
    drainBatcher();
    sink.close();
  }

  private void drainBatcher() {
    for (Optional<PendingRow> next = batcher.poll(); next.isPresent(); next = batcher.poll()) {
      OutputRow row = pipeline.toRow(next.get());
      sink.row(row);
      ready.add(row);
    }
  }
}
