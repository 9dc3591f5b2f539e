package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.MixPro.Count;
import dev.emulsion.mix.MixPro.Ratio;
import dev.emulsion.mix.TransMix.Downsample;
import dev.emulsion.random.SeededDraws;
import dev.emulsion.saliency.FineGrained;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Properties of the methods that use attention, for any keys, images and attention. */
class MixPropertyTest {

  private static final LabelPair LABELS =
      new LabelPair(new Label.Single(0), new Label.Single(1), 2, 0.1);

  @Property
  void everyPixelIsTheBasesOrThePartnersAndLambdaCountsThem(
      @ForAll("methods") Mix mix,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll long seed) {
    Image base = Images.flat(height, width, 1);
    Image partner = Images.noise(height, width, 1, seed);
    MixPlan plan = mix.plan(base, partner, new SeededDraws(seed));
    // the partner's own pixels are 2 now: where it shows does not depend on them any more
    Image mixed = plan.apply(base, Images.flat(height, width, 2));
    int shown = 0;
    for (byte sample : mixed.samples()) {
      assertThat(sample).isBetween((byte) 1, (byte) 2);
      shown += sample - 1;
    }
    assertThat(plan.lambda()).isCloseTo(1 - (double) shown / base.samples().length, within(1e-12));
    assertThat(plan.source()).isEqualTo(AttentionSource.AREA);
  }

  @Property
  void lambdaIsAShareForAnyAttention(
      @ForAll("methods") Mix mix,
      @ForAll @IntRange(min = 1, max = 16) int rows,
      @ForAll @IntRange(min = 1, max = 16) int columns,
      @ForAll long seed) {
    Image base = Images.noise(24, 20, 3, seed);
    Image partner = Images.noise(24, 20, 3, seed + 1);
    MixPlan plan = mix.plan(base, partner, new SeededDraws(seed));
    if (plan.attentionTarget() == AttentionTarget.NOWHERE) {
      return;
    }
    Random random = new Random(seed);
    List<AttentionResult> both =
        Stream.generate(() -> attentionResult(rows, columns, random)).limit(2).toList();
    List<AttentionResult> attentionResults =
        plan.attentionTarget() == AttentionTarget.AT_INPUTS ? both : both.subList(0, 1);
    MixPlan completed = plan.withAttention(AttentionSource.INLINE, attentionResults, LABELS);
    assertThat(completed.lambda()).isBetween(0.0, 1.0);
    assertThat(completed.apply(base, partner)).isEqualTo(plan.apply(base, partner));
    assertThat(completed.lambdaDrawn()).isEqualTo(plan.lambdaDrawn());
    SoftLabel label = completed.label(LABELS);
    double sum = 0;
    for (float weight : label.dense()) {
      sum += weight;
    }
    boolean scores =
        completed instanceof TokenMix.Plan token && token.label() == TokenMix.Form.OFFICIAL;
    double due =
        scores
            ? ((TokenMix.Plan) completed).baseScore() + ((TokenMix.Plan) completed).partnerScore()
            : 1;
    assertThat(sum).isCloseTo(due, within(1e-6));
  }

  private static AttentionResult attentionResult(int rows, int columns, Random random) {
    float[] weights = new float[rows * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.exp(3 * random.nextGaussian()) / weights.length / 100;
    }
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= (float) (sum * 1.01);
    }
    float[] logits = {(float) random.nextGaussian(), (float) random.nextGaussian()};
    return new AttentionResult(new AttentionGrid(rows, columns, weights), Optional.of(logits));
  }

  @Provide
  Arbitrary<Mix> methods() {
    Arbitrary<Double> alpha = Arbitraries.doubles().between(0.1, 5);
    Arbitrary<Double> share = Arbitraries.doubles().between(0, 1);
    Arbitrary<Integer> side = Arbitraries.integers().between(1, 15);
    Arbitrary<Mix> saliency =
        Combinators.combine(alpha, Arbitraries.of(SaliencyMix.Variant.values()))
            .as((a, variant) -> new SaliencyMix(a, variant, FineGrained.DEFAULT));
    Arbitrary<Tokens> masks = Arbitraries.of(Tokens.Blocks.DEFAULT, new Tokens.Scattered());
    Arbitrary<Mix> token =
        Combinators.combine(side, side, masks, share, side, Arbitraries.of(TokenMix.Form.values()))
            .as(
                (rows, columns, mask, lambda, extra, label) ->
                    new TokenMix(
                        new Size(rows, columns),
                        mask,
                        new TokenMix.Constant(lambda),
                        extra,
                        label));
    Arbitrary<Mix> trans =
        Combinators.combine(
                alpha, share, Arbitraries.of(Downsample.values()), Arbitraries.of(true, false))
            .as((a, weight, down, by) -> new TransMix(a, new TransMix.Rule(weight, down, by)));
    Arbitrary<AttentionWeight> attentionWeight =
        Arbitraries.of(
            new AttentionWeight.Cosine(),
            new AttentionWeight.Constant(0.3),
            new AttentionWeight.Schedule(1, 3));
    Arbitrary<Mix> pro =
        Combinators.combine(
                alpha,
                side,
                Arbitraries.of(Count.values()),
                Arbitraries.integers().between(0, 3),
                attentionWeight,
                Arbitraries.of(MixPro.Form.values()))
            .as(
                (a, cell, count, min, trusted, label) ->
                    new MixPro(
                        a, new MixPro.Grid(cell, 1, count, min, Ratio.PIXELS), trusted, label));
    return Arbitraries.oneOf(saliency, token, trans, pro);
  }
}
