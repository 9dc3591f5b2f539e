package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.Range;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.CutMix;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.MixUp;
import dev.emulsion.mix.Unmixed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * How timm mixes a batch, from its recorded draws: which method, λ and box each image gets. Only
 * that bookkeeping is written here; plans, boxes and labels are ours. Image i is mixed with image
 * B-1-i.
 *
 * @param plans one for each output
 * @param labels of the whole batch
 * @param lambdaIsFloat whether timm keeps λ as float32, in all modes but {@code batch}
 */
record TimmBatch(
    List<MixPlan> plans, List<Integer> labels, double smoothing, boolean lambdaIsFloat) {

  static TimmBatch replayed(JsonNode params) {
    List<Integer> labels = new ArrayList<>();
    params.path("labels").forEach(label -> labels.add(label.asInt()));
    JsonNode shape = params.path("x").path("shape");
    Image image = Images.black(shape.get(2).asInt(), shape.get(3).asInt());
    Dealer dealer = new Dealer(params.path("config"), params.path("draws").iterator(), image);
    String mode = params.path("mode").asText();
    int size = labels.size();
    List<MixPlan> plans = new ArrayList<>();
    if (mode.equals("batch")) {
      plans.addAll(Collections.nCopies(size, dealer.one()));
    } else {
      plans.addAll(dealer.several(mode.equals("elem") ? size : size / 2));
      if (mode.equals("pair")) {
        List<MixPlan> mirrored = new ArrayList<>(plans);
        Collections.reverse(mirrored);
        plans.addAll(mirrored);
      }
    }
    assertThat(dealer.recorded.hasNext()).as("draws left over").isFalse();
    double smoothing = params.path("config").path("label_smoothing").asDouble(0.1);
    return new TimmBatch(plans, labels, smoothing, !mode.equals("batch"));
  }

  int outputs() {
    return plans.size();
  }

  SoftLabel target(int i, int classes) {
    double lambda = plans.get(i).lambda();
    int partner = labels.get(labels.size() - 1 - i);
    return SoftLabel.of(labels.get(i), classes, smoothing)
        .mixedWith(
            SoftLabel.of(partner, classes, smoothing), lambdaIsFloat ? (float) lambda : lambda);
  }

  /** Takes the recorded draws in timm's order. */
  private static final class Dealer {

    final Iterator<JsonNode> recorded;
    private final Image image;
    private final double mixUpAlpha;
    private final double cutMixAlpha;
    private final double probability;
    private final double switching;
    private final CutMix cutMix;

    Dealer(JsonNode config, Iterator<JsonNode> recorded, Image image) {
      this.recorded = recorded;
      this.image = image;
      JsonNode share = config.path("cutmix_minmax");
      mixUpAlpha = config.path("mixup_alpha").asDouble(1.0);
      cutMixAlpha = share.isArray() ? 1.0 : config.path("cutmix_alpha").asDouble(0.0);
      probability = config.path("prob").asDouble(1.0);
      switching = config.path("switch_prob").asDouble(0.5);
      cutMix =
          share.isArray()
              ? new CutMix(
                  1,
                  CutMix.Lambda.BY_AREA,
                  new CutMix.SideShares(
                      new Range(share.get(0).asDouble(), share.get(1).asDouble())))
              : new CutMix(
                  1,
                  config.path("correct_lam").asBoolean(true)
                      ? CutMix.Lambda.BY_AREA
                      : CutMix.Lambda.AS_DRAWN,
                  new CutMix.Centered());
    }

    /** The batch mode: one plan for all. */
    MixPlan one() {
      if (values("np.random.rand").get(0) >= probability) {
        return new Unmixed();
      }
      boolean both = mixUpAlpha > 0 && cutMixAlpha > 0;
      boolean cut = both ? values("np.random.rand").get(0) < switching : cutMixAlpha > 0;
      return plan(cut, beta(cut).get(0));
    }

    /** The other modes: methods, both kinds of λ and whether to mix are drawn as vectors. */
    List<MixPlan> several(int n) {
      List<Boolean> cut = new ArrayList<>(Collections.nCopies(n, cutMixAlpha > 0));
      List<Double> lambdas;
      if (mixUpAlpha > 0 && cutMixAlpha > 0) {
        List<Double> methods = values("np.random.rand");
        List<Double> cutLambdas = beta(true);
        lambdas = new ArrayList<>(beta(false));
        for (int i = 0; i < n; i++) {
          cut.set(i, methods.get(i) < switching);
          lambdas.set(i, cut.get(i) ? cutLambdas.get(i) : lambdas.get(i));
        }
      } else {
        lambdas = beta(cutMixAlpha > 0);
      }
      List<Double> applied = values("np.random.rand");
      List<MixPlan> plans = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        double lambda = applied.get(i) < probability ? (float) (double) lambdas.get(i) : 1;
        plans.add(plan(cut.get(i), lambda));
      }
      return plans;
    }

    private MixPlan plan(boolean cut, double lambda) {
      if (lambda == 1) {
        return new Unmixed();
      }
      if (!cut) {
        return new MixUp.Plan(lambda);
      }
      List<JsonNode> box = new ArrayList<>();
      int draws = cutMix.boxes() instanceof CutMix.Centered ? 2 : 4;
      for (int i = 0; i < draws; i++) {
        box.add(recorded.next());
      }
      Replay replay = Replay.of(box);
      MixPlan plan = cutMix.plan(image, image, new KnownLambda(lambda, replay.draws()));
      replay.assertFollowed();
      return plan;
    }

    private List<Double> beta(boolean cut) {
      return values("np.random.beta", cut ? cutMixAlpha : mixUpAlpha);
    }

    private List<Double> values(String call, Double... alpha) {
      JsonNode draw = recorded.next();
      assertThat(draw.path("draw").asText()).isEqualTo(call);
      if (alpha.length > 0) {
        assertThat(draw.path("args").get(0).asDouble()).isEqualTo(alpha[0]);
      }
      List<Double> values = new ArrayList<>();
      if (draw.path("value").isArray()) {
        draw.path("value").forEach(value -> values.add(value.asDouble()));
      } else {
        values.add(draw.path("value").asDouble());
      }
      return values;
    }
  }
}
