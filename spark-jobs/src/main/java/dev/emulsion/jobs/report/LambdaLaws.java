package dev.emulsion.jobs.report;

import dev.emulsion.OperationType;
import dev.emulsion.Weighted;
import dev.emulsion.mix.CutMix;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.MixPro;
import dev.emulsion.mix.MixUp;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Mixing;
import dev.emulsion.mix.SaliencyMix;
import dev.emulsion.mix.TokenMix;
import dev.emulsion.mix.TransMix;
import dev.emulsion.report.LambdaLaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** How a recipe draws λ. */
final class LambdaLaws {

  private LambdaLaws() {}

  /** The distribution for each method that always draws its λ from a Beta. */
  static Map<String, LambdaLaw> of(Mixing mixing) {
    Map<String, List<LambdaLaw.Part>> parts = new TreeMap<>();
    Map<String, Boolean> constant = new TreeMap<>();
    for (Weighted<Mix> choice : mixing.choose()) {
      String name = OperationType.of(choice.operation(), Mixes.all()).name();
      OptionalDouble alpha = alpha(choice.operation());
      if (alpha.isEmpty()) {
        constant.put(name, true);
      } else if (choice.weight() > 0) {
        parts
            .computeIfAbsent(name, method -> new ArrayList<>())
            .add(new LambdaLaw.Part(alpha.getAsDouble(), choice.weight()));
      }
    }
    parts.keySet().removeAll(constant.keySet());
    Map<String, LambdaLaw> laws = new TreeMap<>();
    parts.forEach((name, of) -> laws.put(name, new LambdaLaw(of)));
    return laws;
  }

  /** The alpha of a method's Beta; empty if its λ is constant. */
  private static OptionalDouble alpha(Mix mix) {
    if (mix instanceof MixUp mixUp) {
      return OptionalDouble.of(mixUp.alpha());
    } else if (mix instanceof CutMix cutMix) {
      return OptionalDouble.of(cutMix.alpha());
    } else if (mix instanceof SaliencyMix saliencyMix) {
      return OptionalDouble.of(saliencyMix.alpha());
    } else if (mix instanceof TransMix transMix) {
      return OptionalDouble.of(transMix.alpha());
    } else if (mix instanceof MixPro mixPro) {
      return OptionalDouble.of(mixPro.alpha());
    } else if (mix instanceof TokenMix tokenMix
        && tokenMix.share() instanceof TokenMix.Drawn drawn) {
      return OptionalDouble.of(drawn.alpha());
    }
    return OptionalDouble.empty();
  }
}
