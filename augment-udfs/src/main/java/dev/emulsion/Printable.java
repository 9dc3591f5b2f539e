package dev.emulsion;

import java.util.regex.Pattern;

/**
 * Text that can be displayed anywhere. Ids, labels and paths come from other people's data: control
 * characters in them could move a terminal's cursor or forge a line, and the query string of a
 * signed URL gives access to all who read it.
 *
 * <p>Data are never changed by this, only what is said about them.
 */
public final class Printable {

  private static final String HIDDEN = "...";

  /** A web address up to its query or fragment, which may be percent-encoded; then those. */
  private static final Pattern QUERY =
      Pattern.compile(
          "((?:https?|ftps?)://[^\\n?#\"]*?(?:[?#]|%3[Ff]))[^\\s\"'<>]*[^\\s\"'<>,;:.)\\]]");

  /** Parameters that sign a request, in any text; values up to the next parameter. */
  private static final Pattern SIGNATURE =
      Pattern.compile(
          "((?<![\\w-])(?:x-(?:amz|goog|ms)-[a-z-]+|sig|signature|awsaccesskeyid|googleaccessid|key-pair-id"
              + "|token|access_token)(?:=|%3d))[^\\s\"'<>&,;)\\]]+",
          Pattern.CASE_INSENSITIVE);

  /** {@code scheme://user:secret@}; the secret may contain slashes, and a port is no secret. */
  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*://)[^\\s/@\\[]*:(?![0-9]*(?:/|$|[\\s,;:)]))[^\\s@]*@");

  /** {@code https://token@}. */
  private static final Pattern TOKEN = Pattern.compile("(https?://)[^\\s/@]+@");

  private Printable() {}

  /** {@code text} on one line, without secrets and control characters. */
  public static String line(String text) {
    return escaped(withoutSecrets(text), true);
  }

  /**
   * {@code text} without secrets and control characters, except those that end and indent lines.
   */
  public static String lines(String text) {
    return escaped(withoutSecrets(text), false);
  }

  /**
   * {@code text} with {@code ...} in place of what may give access to data: user names and
   * passwords in URLs, the query strings of web addresses, and the values of parameters such as
   * {@code X-Amz-Signature}.
   */
  public static String withoutSecrets(String text) {
    String shown = text;
    if (text.contains("://")) {
      shown = CREDENTIALS.matcher(shown).replaceAll("$1" + HIDDEN + "@");
      shown = TOKEN.matcher(shown).replaceAll("$1" + HIDDEN + "@");
      shown = QUERY.matcher(shown).replaceAll("$1" + HIDDEN);
    }
    return SIGNATURE.matcher(shown).replaceAll("$1" + HIDDEN);
  }

  private static String escaped(String text, boolean oneLine) {
    if (text.chars().noneMatch(c -> isEscaped((char) c, oneLine))) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isEscaped(c, oneLine)) {
        shown.append(c);
      } else if (c == '\n') {
        shown.append("\\n");
      } else {
        shown.append("\\u%04x".formatted((int) c)); // as in JSON, where it means the same
      }
    }
    return shown.toString();
  }

  private static boolean isEscaped(char c, boolean oneLine) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> oneLine || c != '\n' && c != '\r' && c != '\t';
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      case Character.FORMAT -> c != '\u200c' && c != '\u200d'; // these join letters and emoji
      default -> false;
    };
  }
}
