package dev.emulsion.recipe;

import java.util.Locale;

/** Names of constants as recipes, plans and metadata files spell them. */
public final class Names {

  private Names() {}

  /** The constant's {@code toString()} in {@code kebab-case}. */
  public static String of(Enum<?> constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
