package dev.emulsion.jobs;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.ContentDigest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a run is known by: a hash of recipe, input and code. Runs with one id write the same rows,
 * so an interrupted one can be taken up and a finished one left alone.
 */
final class RunId {

  private static final int DIGITS = 16;

  private RunId() {}

  /** 16 hexadecimal digits. */
  static String of(Recipe recipe, Census census) {
    String named =
        String.join(
            "\n",
            Recipes.write(recipe),
            ContentDigest.hex(census.inputDigest()),
            EmulsionVersion.text());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(named.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
