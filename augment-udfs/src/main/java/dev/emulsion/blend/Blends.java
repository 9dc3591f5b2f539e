package dev.emulsion.blend;

import dev.emulsion.OperationType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The blends, by the names that recipes use. */
public final class Blends {

  private static final List<OperationType<Blend>> ALL = List.of(DiffuseMix.ENTRY, PixMix.ENTRY);

  private static final Map<Class<?>, String> PLANS =
      ALL.stream()
          .collect(
              Collectors.toMap(
                  OperationType::plan,
                  OperationType::name,
                  (one, other) -> one,
                  LinkedHashMap::new));

  private Blends() {}

  /** Every operation, in the order they are documented. */
  public static List<OperationType<Blend>> all() {
    return ALL;
  }

  /** Every type of plan with its name. */
  public static Map<Class<?>, String> planNames() {
    return PLANS;
  }
}
