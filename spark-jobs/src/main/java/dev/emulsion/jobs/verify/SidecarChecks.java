package dev.emulsion.jobs.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.recipe.Recipes;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Whether recipe, classes, metadata and quarantine beside the shards are the manifest's. */
final class SidecarChecks {

  static final String METADATA = "metadata.json";

  private final SparkSession spark;
  private final RunDirectory output;
  private final Manifest manifest;
  private final Recipe recipe;
  private final Findings findings = new Findings(Problem.Check.SIDECARS);

  private SidecarChecks(SparkSession spark, RunDirectory output, Manifest manifest, Recipe recipe) {
    this.spark = spark;
    this.output = output;
    this.manifest = manifest;
    this.recipe = recipe;
  }

  /**
   * @param recipe that the manifest holds
   */
  static List<Problem> of(
      SparkSession spark, RunDirectory output, Manifest manifest, Recipe recipe) {
    SidecarChecks checks = new SidecarChecks(spark, output, manifest, recipe);
    checks.checkRecipe();
    checks.checkClasses();
    checks.checkMetadata();
    manifest.epochs().forEach(checks::checkQuarantine);
    return checks.findings.problems();
  }

  /** The recipe that the manifest holds. */
  static Recipe recipe(Manifest manifest) {
    try {
      String json = new ObjectMapper().writeValueAsString(manifest.recipe());
      return RecipeLoader.parse("manifest.json, recipe", json, List.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void checkRecipe() {
    try {
      findings.require(
          Recipes.write(output.recipe()).equals(Recipes.write(recipe)),
          "recipe.yaml is not the recipe of manifest.json");
    } catch (ConfigException | UncheckedIOException unreadable) {
      findings.add("recipe.yaml cannot be read: " + unreadable.getMessage());
    }
  }

  private void checkClasses() {
    read("classes.json")
        .map(classes -> classes.path("classes").size())
        .ifPresent(
            names ->
                findings.require(
                    names == manifest.input().classes(),
                    "classes.json names "
                        + names
                        + " classes, the input had "
                        + manifest.input().classes()));
  }

  private void checkMetadata() {
    read(METADATA)
        .map(metadata -> metadata.path(Shards.RUN_KEY).asText())
        .ifPresent(
            run ->
                findings.require(
                    run.equals(manifest.runId()),
                    METADATA + " must be of run " + manifest.runId() + ", was of " + run));
  }

  private Optional<JsonNode> read(String sidecar) {
    try {
      Optional<JsonNode> json = output.read(output.own(sidecar), JsonNode.class);
      findings.require(json.isPresent(), sidecar + " is missing");
      return json;
    } catch (DataException | UncheckedIOException unreadable) {
      findings.add(unreadable.getMessage());
      return Optional.empty();
    }
  }

  private void checkQuarantine(Manifest.Epoch epoch) {
    Map<String, Long> stated = new TreeMap<>(epoch.reasons());
    stated.putAll(epoch.generated().rejected());
    if (epoch.epoch() == 0) {
      stated.put(Census.DUPLICATE, manifest.input().duplicates());
      stated.put(Census.NO_GENERATED, manifest.input().withoutGenerated());
      stated.values().removeIf(count -> count == 0);
    }
    String table = output.quarantine(epoch.epoch());
    Map<String, Long> listed = new TreeMap<>();
    String digest;
    try {
      digest = Quarantine.digest(spark, table);
      for (Row row :
          spark
              .read()
              .schema(Quarantine.SCHEMA)
              .parquet(table)
              .groupBy("reason")
              .count()
              .collectAsList()) {
        listed.put(row.getString(0), row.getLong(1));
      }
    } catch (Exception e) { // what Spark throws for damaged or missing files is not one type
      findings.add(
          "quarantine of epoch " + epoch.epoch() + " cannot be read: " + Errors.rootMessage(e));
      return;
    }
    findings.require(
        listed.equals(stated),
        "quarantine of epoch "
            + epoch.epoch()
            + " lists "
            + listed
            + ", the manifest states "
            + stated);
    findings.require(
        !listed.equals(stated) || digest.equals(epoch.quarantineDigest()),
        "quarantine of epoch " + epoch.epoch() + " lists other rows than the run wrote");
  }
}
