package dev.emulsion.recipe;

import dev.emulsion.Printable;
import dev.emulsion.Require;
import java.util.regex.Pattern;

/**
 * Checks of paths and URIs in recipes. They are stored and displayed, so they must hold no secrets.
 */
public final class Location {

  /** {@code scheme://user:secret@host}; the secret may contain slashes, and a port is no secret. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^/@\\[]*:(?![0-9]*(/|$)).*");

  private Location() {}

  /**
   * Checks that {@code path} is not blank and holds no credentials or signature.
   *
   * @throws IllegalArgumentException otherwise; the message does not repeat the path
   */
  public static void require(String name, String path) {
    Require.that(!path.isBlank(), name + " must be given");
    Require.that(
        !CREDENTIALS.matcher(path).matches(),
        name
            + " must not contain credentials; remove them and set AWS_ACCESS_KEY_ID and"
            + " AWS_SECRET_ACCESS_KEY, or use ~/.aws/credentials");
    Require.that(
        Printable.withoutSecrets(path).equals(path),
        name
            + " must not be a signed URL or one with a query string, was "
            + Printable.withoutSecrets(path)
            + "; use a file system that Hadoop knows, such as s3a://");
  }

  /** {@code text} with everything after the scheme replaced if it is a path with credentials. */
  static String withoutCredentials(String text) {
    return CREDENTIALS.matcher(text).replaceAll("$1...");
  }
}
