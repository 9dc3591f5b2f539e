package dev.emulsion.recipe;

import java.util.Locale;

/** Names as recipes, plans and files beside the output spell them. */
public final class Names {

  private Names() {}

  /** The constant in {@code kebab-case}; its own notation if it has one. */
  public static String of(Enum<?> constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
