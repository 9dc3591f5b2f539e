package dev.emulsion.jobs.pipeline;

import dev.emulsion.jobs.sideinput.EncodedSample;
import dev.emulsion.spark.OutputRow;
import java.util.Optional;

/** The stages that a recipe asks for. */
record RecipePipeline(SamplePreparer preparer, SampleMixer mixer, RowBuilder rows)
    implements SamplePipeline {

  @Override
  public Preparation prepare(EncodedSample sample) {
    return preparer.prepare(sample);
  }

  @Override
  public MixInput choosePartner(MixInput base, PreparedSample partner, int variant) {
    return mixer.choosePartner(base, partner, variant);
  }

  @Override
  public PendingRow mix(MixInput base, Optional<MixInput> partner, int variant) {
    return mixer.mix(base, partner, variant);
  }

  @Override
  public OutputRow toRow(PendingRow pending) {
    return rows.toRow(pending);
  }
}
