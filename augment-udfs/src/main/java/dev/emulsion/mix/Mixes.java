package dev.emulsion.mix;

import dev.emulsion.OperationType;
import java.util.List;
import java.util.Map;

/** The registry of mixing methods, by their names in recipes. */
public final class Mixes {

  private static final List<OperationType<Mix>> ALL =
      List.of(
          MixUp.ENTRY,
          CutMix.ENTRY,
          SaliencyMix.ENTRY,
          TokenMix.ENTRY,
          TransMix.ENTRY,
          MixPro.ENTRY);

  private static final Map<Class<?>, String> PLANS =
      OperationType.planNames(ALL, Unmixed.class, "none");

  private Mixes() {}

  /** Every method, in documented order. */
  public static List<OperationType<Mix>> all() {
    return ALL;
  }

  /**
   * The name of {@code plan} in JSON and in the {@code method} column; {@code none} for {@link
   * Unmixed}.
   */
  public static String nameOf(MixPlan plan) {
    return PLANS.get(plan.getClass());
  }

  /** The name in JSON of every type of plan. */
  public static Map<Class<?>, String> planNames() {
    return PLANS;
  }
}
