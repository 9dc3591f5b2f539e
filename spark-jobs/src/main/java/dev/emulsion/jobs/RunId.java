package dev.emulsion.jobs;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.ContentDigest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a run is known by: a hash of recipe, input, classes and code. Runs with one id write the
 * same rows, so an interrupted one can be taken up and a finished one left alone.
 */
final class RunId {

  private static final int DIGITS = 16;

  private RunId() {}

  /**
   * 16 hexadecimal digits. Where input and output are, how many tasks read and what share may be
   * refused have no part in it, because they have none in the rows.
   */
  static String of(Recipe recipe, Census census) {
    String named =
        String.join(
            "\n",
            Recipes.digest(withoutPlaces(recipe.forLabels(census.labels().kind()))),
            ContentDigest.hex(census.inputDigest()),
            census.classes().toString(),
            EmulsionVersion.text());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(named.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Recipe withoutPlaces(Recipe recipe) {
    List<String> overrides =
        List.of(
            "input.path=.", "input.partitions=auto", "output.path=.", "quarantine.max-fraction=1");
    return RecipeLoader.parse("recipe", Recipes.write(recipe), overrides);
  }
}
