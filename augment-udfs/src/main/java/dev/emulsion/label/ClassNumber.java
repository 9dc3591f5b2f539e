package dev.emulsion.label;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which class a text means where classes have numbers: {@code 7}, {@code 07} and {@code 7.0} are
 * class 7. pandas writes the last where a column of integers has a gap.
 */
public final class ClassNumber {

  private static final Pattern INTEGER = Pattern.compile("(-?[0-9]{1,18})(?:\\.0*)?");

  /** Also what is not an integer, such as {@code 1.5}, {@code +1} or {@code 1e3}. */
  private static final Pattern NUMERIC =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

  /** No numbers in lower case, and how pandas writes and reads what is missing. */
  private static final Set<String> NOTHING =
      Set.of(
          "",
          "nan",
          "-nan",
          "inf",
          "+inf",
          "-inf",
          "infinity",
          "-infinity",
          "none",
          "null",
          "na",
          "n/a",
          "#n/a",
          "<na>");

  private ClassNumber() {}

  /** The number; empty where {@code text} is no integer of up to 18 digits. */
  public static OptionalLong of(String text) {
    Matcher integer = INTEGER.matcher(text.strip());
    return integer.matches()
        ? OptionalLong.of(Long.parseLong(integer.group(1)))
        : OptionalLong.empty();
  }

  /** Whether {@code text} is a name rather than a number or a missing value. */
  public static boolean isName(String text) {
    String stripped = text.strip();
    return !NUMERIC.matcher(stripped).matches()
        && !NOTHING.contains(stripped.toLowerCase(Locale.ROOT));
  }
}
