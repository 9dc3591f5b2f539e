package dev.emulsion.blend;

import dev.emulsion.OperationType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The registry of blends, by their names in recipes. */
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

  /** Every blend, in documented order. */
  public static List<OperationType<Blend>> all() {
    return ALL;
  }

  /** The name in JSON of every type of plan. */
  public static Map<Class<?>, String> planNames() {
    return PLANS;
  }
}
