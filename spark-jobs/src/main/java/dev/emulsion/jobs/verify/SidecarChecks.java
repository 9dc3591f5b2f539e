package dev.emulsion.jobs.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.Sha256;
import dev.emulsion.io.run.Checksums;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.pipeline.Reason;
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

/**
 * Checks that recipe, class list, metadata and quarantine in {@code OUT.emulsion} are the
 * manifest's.
 */
final class SidecarChecks {

  static final String METADATA = "metadata.json";

  private static final String CLASSES = "classes.json";

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
   * @param recipe the recipe in the manifest
   */
  static List<Problem> check(
      SparkSession spark, RunDirectory output, Manifest manifest, Recipe recipe) {
    SidecarChecks checks = new SidecarChecks(spark, output, manifest, recipe);
    checks.checkRecipe();
    checks.checkClasses();
    checks.checkMetadata();
    manifest.epochs().forEach(checks::checkQuarantine);
    checks.checkFiles();
    return checks.findings.problems();
  }

  /** The recipe in the manifest. */
  static Recipe recipe(Manifest manifest) {
    try {
      String json = new ObjectMapper().writeValueAsString(manifest.recipe());
      return RecipeLoader.parse("manifest.json, recipe", json, List.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The run's own files are those that it wrote, byte for byte. */
  private void checkFiles() {
    Optional<String> list = output.readText(output.own(Checksums.FILES));
    findings.expect(
        list.isPresent() && Sha256.hex(list.get()).equals(manifest.filesDigest()),
        "%s is missing or is not the list that manifest.json seals",
        Checksums.FILES);
    Checksums.read(output, Checksums.FILES)
        .ifPresent(
            listed -> Checksums.compare(listed, Checksums.ofOwnFiles(output), findings::add));
  }

  private void checkRecipe() {
    try {
      findings.expect(
          Recipes.write(output.recipe()).equals(Recipes.write(recipe)),
          "recipe.yaml is not the recipe in manifest.json");
    } catch (ConfigException | UncheckedIOException unreadable) {
      findings.add("recipe.yaml cannot be read: " + unreadable.getMessage());
    }
  }

  private void checkClasses() {
    read(CLASSES)
        .map(json -> json.path("classes").size())
        .ifPresent(
            classes ->
                findings.expect(
                    classes == manifest.input().classes(),
                    "%s must list the %d classes of the input, was %d",
                    CLASSES,
                    manifest.input().classes(),
                    classes));
  }

  private void checkMetadata() {
    read(METADATA)
        .map(json -> json.path(Shards.RUN_KEY).asText())
        .ifPresent(
            run ->
                findings.expect(
                    run.equals(manifest.runId()),
                    "%s must belong to run %s, was %s",
                    METADATA,
                    manifest.runId(),
                    run));
  }

  private Optional<JsonNode> read(String sidecar) {
    try {
      Optional<JsonNode> json = output.read(output.own(sidecar), JsonNode.class);
      findings.expect(json.isPresent(), "%s is missing", sidecar);
      return json;
    } catch (DataException | UncheckedIOException unreadable) {
      findings.add(unreadable.getMessage());
      return Optional.empty();
    }
  }

  private void checkQuarantine(Manifest.Epoch epoch) {
    String table = output.quarantine(epoch.epoch());
    try {
      Map<String, Long> counts = new TreeMap<>();
      for (Row row :
          spark
              .read()
              .schema(Quarantine.SCHEMA)
              .parquet(table)
              .groupBy("reason")
              .count()
              .collectAsList()) {
        counts.put(row.getAs("reason"), row.getAs("count"));
      }
      check(counts, Quarantine.digest(spark, table), epoch, manifest.input(), findings);
    } catch (Exception e) { // Spark throws various types for damaged or missing files
      findings.add(
          "the quarantine of epoch " + epoch.epoch() + " cannot be read: " + Errors.rootMessage(e));
    }
  }

  /**
   * Checks the quarantine table of an epoch.
   *
   * @param counts its rows by reason
   * @param digest its order-free digest
   */
  static void check(
      Map<String, Long> counts,
      String digest,
      Manifest.Epoch epoch,
      Manifest.Input input,
      Findings findings) {
    Map<String, Long> expected = new TreeMap<>(epoch.reasons());
    expected.putAll(epoch.generated().rejected());
    if (epoch.epoch() == 0) {
      expected.put(Reason.DUPLICATE.name(), input.duplicates());
      expected.put(Reason.NO_GENERATED.name(), input.withoutGenerated());
      expected.values().removeIf(count -> count == 0);
    }
    boolean countsAgree = counts.equals(expected);
    findings.expect(
        countsAgree,
        "the quarantine of epoch %d must list %s, was %s",
        epoch.epoch(),
        expected,
        counts);
    findings.expect(
        !countsAgree || digest.equals(epoch.quarantineDigest()),
        "the quarantine of epoch %d lists other rows than the run wrote",
        epoch.epoch());
  }
}
