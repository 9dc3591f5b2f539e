package dev.emulsion.jobs.run;

import dev.emulsion.Sha256;
import dev.emulsion.io.run.RunIdentity;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.recipe.InputConfig.Check;
import dev.emulsion.recipe.Names;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.ContentDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Computes the {@link RunIdentity}: equal for runs that write the same rows. */
public final class RunId {

  private static final int DIGITS = 16;

  private RunId() {}

  /**
   * The identity of a run. Its id has 16 hexadecimal digits. Paths, numbers of tasks and commits,
   * and the quarantine limit are not part of it, because they do not change the rows.
   *
   * @param sideInputs digests of the side inputs, by name
   */
  public static RunIdentity of(Recipe recipe, Census census, Map<String, String> sideInputs) {
    return identity(recipe, census, sideInputs, Optional.empty());
  }

  /**
   * The identity of a table with a row for each sample. Unless a model decodes every image anyway,
   * {@code input.check} is part of it: it determines which samples the table has.
   */
  static RunIdentity ofTable(Recipe settings, Census census) {
    Optional<Check> check =
        settings.attention().model().isEmpty()
            ? Optional.of(settings.input().check())
            : Optional.empty();
    return identity(settings, census, Map.of(), check);
  }

  private static RunIdentity identity(
      Recipe recipe, Census census, Map<String, String> sideInputs, Optional<Check> check) {
    Recipe what = recipe.forLabels(census.labels().kind()).forRunId();
    String input = ContentDigest.hex(census.inputDigest());
    String version = EmulsionVersion.text();
    List<String> parts =
        new ArrayList<>(List.of(Recipes.digest(what), input, census.classes().toString(), version));
    new TreeMap<>(sideInputs).forEach((name, digest) -> parts.add(name + " " + digest));
    Map<String, Object> values = new TreeMap<>(Recipes.values(what));
    check.map(Names::of).ifPresent(name -> values.put("input.check", name));
    check.map(Names::of).ifPresent(name -> parts.add("input.check " + name));
    return new RunIdentity(
        Sha256.hex(String.join("\n", parts)).substring(0, DIGITS),
        version,
        census.samples(),
        input,
        new TreeMap<>(sideInputs),
        values);
  }
}
