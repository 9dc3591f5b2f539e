package dev.emulsion.mix;

import dev.emulsion.Entry;
import dev.emulsion.Parameters;
import dev.emulsion.Range;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways to mix two images, by the names that recipes use. */
public final class Mixes {

  private static final List<Entry<Mix>> ALL =
      List.of(
          new Entry<>(
              "mixup",
              MixUp.class,
              List.of("alpha"),
              given -> new MixUp(given.number("alpha", 0.8))),
          new Entry<>(
              "cutmix",
              CutMix.class,
              List.of("alpha", "correct-lambda", "min-max"),
              given ->
                  new CutMix(
                      given.number("alpha", 1.0),
                      given.flag("correct-lambda", true)
                          ? CutMix.Lambda.BY_AREA
                          : CutMix.Lambda.AS_DRAWN,
                      boxes(given))));

  private static final Map<Class<? extends MixPlan>, String> PLANS = plans();

  private Mixes() {}

  /** Every operation, in the order they are documented. */
  public static List<Entry<Mix>> all() {
    return ALL;
  }

  /**
   * The name under which a plan of this type is written and read, which is also what the {@code
   * method} column says: {@code none} for {@link Untouched}.
   */
  public static String nameOf(MixPlan plan) {
    return PLANS.get(plan.getClass());
  }

  /** Every type of plan with its name. */
  public static Map<Class<? extends MixPlan>, String> planNames() {
    return PLANS;
  }

  private static Map<Class<? extends MixPlan>, String> plans() {
    Map<Class<? extends MixPlan>, String> names = new LinkedHashMap<>();
    names.put(Untouched.class, "none");
    names.put(MixUp.Plan.class, "mixup");
    names.put(CutMix.Plan.class, "cutmix");
    return Collections.unmodifiableMap(names);
  }

  private static CutMix.Boxes boxes(Parameters given) {
    return given.has("min-max")
        ? new CutMix.SideShares(Range.of("min-max", given.numbers("min-max", List.of())))
        : new CutMix.Centred();
  }
}
