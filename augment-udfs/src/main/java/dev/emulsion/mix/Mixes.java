package dev.emulsion.mix;

import dev.emulsion.OperationType;
import java.util.List;
import java.util.Map;

/** The ways to mix two images, by the names that recipes use. */
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

  /** Every operation, in the order they are documented. */
  public static List<OperationType<Mix>> all() {
    return ALL;
  }

  /**
   * The name under which a plan of this type is written and read, which is also what the {@code
   * method} column says: {@code none} for {@link Unmixed}.
   */
  public static String nameOf(MixPlan plan) {
    return PLANS.get(plan.getClass());
  }

  /** Every type of plan with its name. */
  public static Map<Class<?>, String> planNames() {
    return PLANS;
  }
}
