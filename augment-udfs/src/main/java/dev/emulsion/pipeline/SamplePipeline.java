package dev.emulsion.pipeline;

import dev.emulsion.mix.GivenMix;
import dev.emulsion.spark.OutputRow;
import java.util.Optional;

/**
 * Turns samples into output rows in three stages: {@link #prepare} decodes and transforms a sample,
 * {@link #mix} mixes it with a partner, and {@link #toRow} computes the label and encodes the
 * image. Every stage is a function of its arguments, the recipe and the epoch; none knows of rings
 * or tasks. {@link RecipePipeline} has the stages that a recipe asks for.
 */
public interface SamplePipeline {

  /**
   * Decodes one sample, and transforms it and blends it with its side inputs once per variant of
   * the recipe.
   */
  Preparation prepare(EncodedSample sample);

  /**
   * Draws the member of {@code partner}, as it is in {@code variant}, that a row of {@code base} is
   * mixed with.
   *
   * @param partner has at least one member
   */
  MixInput choosePartner(MixInput base, PreparedSample partner, int variant);

  /**
   * Mixes a base.
   *
   * @param partner empty to leave the base unmixed
   * @throws dev.emulsion.DataException if the images differ in size
   */
  default PendingRow mix(MixInput base, Optional<MixInput> partner, int variant) {
    return mix(base, partner, GivenMix.NOTHING, variant);
  }

  /**
   * As {@link #mix(MixInput, Optional, int)}, for a pair of which λ or the method is given.
   *
   * @throws dev.emulsion.DataException if the images differ in size
   */
  PendingRow mix(MixInput base, Optional<MixInput> partner, GivenMix given, int variant);

  /**
   * Completes a row.
   *
   * @throws IllegalStateException if the row still waits for attention
   */
  OutputRow toRow(PendingRow pending);
}
