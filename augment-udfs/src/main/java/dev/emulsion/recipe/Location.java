package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.util.regex.Pattern;

/** Paths and URIs that a recipe names. They are stored and shown, so they hold no secrets. */
public final class Location {

  /** {@code scheme://user:secret@host}, in which the secret may hold slashes; a port is none. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^/@\\[]*:(?![0-9]*(/|$)).*");

  private Location() {}

  /**
   * Checks that {@code path} is given and holds no credentials. The message leaves the value out.
   *
   * @throws IllegalArgumentException if it doesn't
   */
  public static void require(String name, String path) {
    Require.that(!path.isBlank(), name + " must be given");
    Require.that(
        !CREDENTIALS.matcher(path).matches(),
        name
            + " must not hold credentials; leave them out and give them to the environment, such as"
            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or ~/.aws/credentials");
  }

  /** {@code text} without what follows the scheme of a path that holds credentials. */
  static String withoutCredentials(String text) {
    return CREDENTIALS.matcher(text).replaceAll("$1...");
  }
}
