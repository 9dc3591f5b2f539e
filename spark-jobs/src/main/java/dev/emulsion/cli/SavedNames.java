package dev.emulsion.cli;

import dev.emulsion.Printable;
import dev.emulsion.Sha256;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names the files of rows: the row's id, percent-encoded. An id that is too long for a file name,
 * holds a secret, or differs from another in upper and lower case only is shortened and followed by
 * a part of its SHA-256.
 */
final class SavedNames {

  private static final String EXTENSION = ".png";

  /** File systems allow 255 bytes, encrypted ones 143; Hadoop adds six for a checksum file. */
  private static final int MAX_LENGTH = 128;

  private static final int HASH_DIGITS = 16;

  private final Set<String> taken = new HashSet<>();

  /** The name of the file of {@code rowId}, different from those of other rows. */
  String of(String rowId) {
    String shown = Printable.withoutSecrets(rowId);
    String name = encoded(shown);
    boolean isUsable =
        shown.equals(rowId)
            && name.length() + EXTENSION.length() <= MAX_LENGTH
            && taken.add(name.toLowerCase(Locale.ROOT));
    return (isUsable ? name : hashed(name, rowId)) + EXTENSION;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%40", "@").replace("*", "%2A");
  }

  private static String hashed(String name, String rowId) {
    String hash = "~" + Sha256.hex(rowId).substring(0, HASH_DIGITS);
    int length = Math.min(name.length(), MAX_LENGTH - EXTENSION.length() - hash.length());
    return name.substring(0, length).replaceFirst("%.?$", "") + hash;
  }
}
