package dev.emulsion.pipeline;

import dev.emulsion.mix.GivenMix;
import dev.emulsion.spark.OutputRow;
import java.util.Optional;

/** The stages that a recipe asks for. */
public final class RecipePipeline implements SamplePipeline {

  private final SamplePreparer preparer;
  private final SampleMixer mixer;
  private final RowBuilder rows;

  private RecipePipeline(PipelineSpec spec, BroadcastImages mixingSet) {
    this.preparer = SamplePreparer.of(spec, mixingSet);
    this.mixer = SampleMixer.of(spec);
    this.rows = RowBuilder.of(spec);
  }

  /** The pipeline of a recipe that uses no mixing set. */
  public static SamplePipeline of(PipelineSpec spec) {
    return of(spec, BroadcastImages.empty());
  }

  /**
   * The pipeline of a recipe.
   *
   * @param mixingSet images that samples are blended with
   */
  public static SamplePipeline of(PipelineSpec spec, BroadcastImages mixingSet) {
    return new RecipePipeline(spec, mixingSet);
  }

  @Override
  public Preparation prepare(EncodedSample sample) {
    return preparer.prepare(sample);
  }

  @Override
  public MixInput choosePartner(MixInput base, PreparedSample partner, int variant) {
    return mixer.choosePartner(base, partner, variant);
  }

  @Override
  public PendingRow mix(MixInput base, Optional<MixInput> partner, GivenMix given, int variant) {
    return mixer.mix(base, partner, given, variant);
  }

  @Override
  public OutputRow toRow(PendingRow pending) {
    return rows.toRow(pending);
  }
}
