package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.image.Image;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.transform.AugMix;
import dev.emulsion.transform.Sampling;
import dev.emulsion.transform.TrivialAugmentWide;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** TrivialAugmentWide and AugMix, replayed. */
final class MixtureChecks {

  static final Map<String, GoldenTest.Check> ALL =
      Map.of(
          "tv.TrivialAugmentWide", MixtureChecks::trivialAugment,
          "tv.AugMix", MixtureChecks::augMix);

  private MixtureChecks() {}

  private static void trivialAugment(GoldenCase golden) {
    int bins = golden.params().path("num_magnitude_bins").asInt();
    Sampling sampling = AffineChecks.sampling(golden);
    Image input = golden.input();
    Replay replay = Replay.of(golden.params().path("draws"));
    var plan = new TrivialAugmentWide(bins, sampling).plan(input.shape(), replay.draws());
    replay.assertFollowed();
    PixelChecks.matches(golden, plan.apply(input));
  }

  /** The reference draws all shares at once; ours breaks them off what is left. */
  private static void augMix(GoldenCase golden) {
    JsonNode params = golden.params();
    double alpha = params.path("alpha").asDouble();
    int width = params.path("mixture_width").asInt();
    double own = params.path("own").asDouble();
    List<Double> weights = numbers(params.path("weights"));
    List<Double> values = new ArrayList<>(List.of(own));
    List<String> questions = new ArrayList<>(List.of("beta " + alpha + " " + alpha));
    double left = 1;
    for (int others = width - 1; others > 0; others--) {
      double share = params.path("shares").get(width - 1 - others).asDouble();
      values.add(share / left);
      questions.add("beta " + alpha + " " + alpha * others);
      left -= share;
    }
    Replay replay = Replay.of(params.path("draws"));
    values.addAll(replay.values());
    questions.addAll(replay.questions());
    ScriptedDraws draws = ScriptedDraws.of(values);
    AugMix mix =
        new AugMix(
            params.path("severity").asInt(),
            width,
            Math.max(0, params.path("chain_depth").asInt()),
            alpha,
            AffineChecks.sampling(golden));
    Image input = golden.input();
    AugMix.Plan plan = mix.plan(input.shape(), draws);
    assertThat(draws.questions()).isEqualTo(questions);
    assertThat(plan.own()).isEqualTo(own);
    List<AugMix.Chain> chains = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      // the reference's shares are float32
      assertThat(plan.chains().get(i).weight()).isCloseTo(weights.get(i), within(1e-6));
      chains.add(new AugMix.Chain(weights.get(i), plan.chains().get(i).operations()));
    }
    PixelChecks.matches(golden, new AugMix.Plan(own, chains).apply(input));
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }
}
