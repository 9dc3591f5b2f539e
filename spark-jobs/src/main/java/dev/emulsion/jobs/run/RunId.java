package dev.emulsion.jobs.run;

import dev.emulsion.io.run.RunIdentity;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.ContentDigest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names runs: those that write the same rows have the same {@link RunIdentity}. */
public final class RunId {

  private static final int DIGITS = 16;

  private RunId() {}

  /**
   * The run id has 16 hexadecimal digits. Where input and output are, how many tasks read, how many
   * slices are committed by themselves and what share may be refused have no part in it, because
   * they have none in the rows.
   */
  public static RunIdentity of(Recipe recipe, Census census) {
    return of(recipe, census, Map.of());
  }

  /**
   * @param sideInputRows digests of what stands beside the samples, by what it is
   */
  public static RunIdentity of(Recipe recipe, Census census, Map<String, String> sideInputRows) {
    Recipe what = recipe.forLabels(census.labels().kind()).forRunId();
    String input = ContentDigest.hex(census.inputDigest());
    String version = EmulsionVersion.text();
    List<String> parts =
        new ArrayList<>(List.of(Recipes.digest(what), input, census.classes().toString(), version));
    new TreeMap<>(sideInputRows).forEach((name, digest) -> parts.add(name + " " + digest));
    String named = String.join("\n", parts);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(named.getBytes(StandardCharsets.UTF_8));
      String runId = HexFormat.of().formatHex(hash).substring(0, DIGITS);
      return new RunIdentity(
          runId,
          version,
          census.samples(),
          input,
          new TreeMap<>(sideInputRows),
          Recipes.values(what));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
