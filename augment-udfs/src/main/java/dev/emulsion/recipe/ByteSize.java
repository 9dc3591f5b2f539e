package dev.emulsion.recipe;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Byte counts as text: {@code 256MB} is 256·10^6 bytes, {@code 256MiB} is 256·2^20. */
final class ByteSize {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?(?:([kKMGT])(i?))?B?");
  private static final String PREFIXES = "KMGT";

  private ByteSize() {}

  /** The number of bytes, rounded down; empty if {@code text} is not a byte count below 2^63. */
  static Optional<Long> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int power =
        form.group(2) == null ? 0 : 1 + PREFIXES.indexOf(form.group(2).toUpperCase(Locale.ROOT));
    var unit = BigDecimal.valueOf("i".equals(form.group(3)) ? 1024 : 1000).pow(power);
    var bytes = new BigDecimal(form.group(1)).multiply(unit).toBigInteger();
    return bytes.bitLength() < Long.SIZE ? Optional.of(bytes.longValue()) : Optional.empty();
  }

  /** The shortest text that {@link #parse} reads back exactly. */
  static String format(long bytes) {
    long count = bytes;
    int power = 0;
    while (count >= 1024 && count % 1024 == 0 && power < PREFIXES.length()) {
      count /= 1024;
      power++;
    }
    return power == 0 ? Long.toString(bytes) : count + PREFIXES.substring(power - 1, power) + "iB";
  }
}
