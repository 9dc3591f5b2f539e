package dev.emulsion.recipe;

import java.util.Locale;

/** Names as recipes and plans spell them. */
final class Names {

  private Names() {}

  /** The constant in {@code kebab-case}; its own notation if it has one. */
  static String of(Enum<?> constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
