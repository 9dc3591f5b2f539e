package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.Serialized;
import dev.emulsion.label.Label;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Copies of a recipe: each changes the keys it is for, and no other. */
class RecipeTest {

  /** A recipe in which every key that a copy may change has another value than the copy's. */
  private static final Recipe RECIPE =
      RecipeLoader.parse(
          "r",
          """
          seed: 7
          epochs: 3
          input: {path: images, check: header, partitions: 9, duplicates: first}
          generated: {path: table.csv, format: csv, root: files, per-sample: 2}
          mixing-set: {path: set}
          decode: {truncated: allow}
          transform: [diffusemix, {resize: {size: [24, 24]}}]
          mix: cutmix
          attention:
            model: {path: vit.onnx, sha256: %s, threads: 4, batch-size: 16}
            table: {path: maps, id: key}
          pairing: {variants: 2}
          labels: {smoothing: 0.1}
          output: {path: out, profile: hf, commits-per-epoch: 5}
          quarantine: {max-fraction: 0.25}
          """
              .formatted("0".repeat(64)),
          List.of());

  /** The keys at which {@code after} differs from {@link #RECIPE}, with the new values. */
  private static Map<String, Object> changes(Recipe before, Recipe after) {
    Map<String, Object> old = flat(before);
    Map<String, Object> changes = new TreeMap<>(flat(after));
    assertThat(changes).containsOnlyKeys(old.keySet());
    changes.entrySet().removeIf(entry -> entry.getValue().equals(old.get(entry.getKey())));
    return changes;
  }

  private static Map<String, Object> flat(Recipe recipe) {
    Map<String, Object> flat = new LinkedHashMap<>();
    Recipes.values(recipe).forEach((key, value) -> flatten(key, value, flat));
    return flat;
  }

  private static void flatten(String path, Object value, Map<String, Object> flat) {
    if (value instanceof Map<?, ?> section) {
      section.forEach((key, inner) -> flatten(path + "." + key, inner, flat));
    } else {
      flat.put(path, String.valueOf(value));
    }
  }

  @Test
  void aCopyForLabelsHasTheirKind() {
    assertThat(changes(RECIPE, RECIPE.forLabels(Label.Kind.MULTI)))
        .isEqualTo(Map.of("labels.kind", "multi"));
  }

  @Test
  void aCopyWithAnotherInputPathReadsFromThere() {
    assertThat(changes(RECIPE, RECIPE.withInputPath("/elsewhere")))
        .isEqualTo(Map.of("input.path", "/elsewhere"));
  }

  @Test
  void anInputPathThatNoRecipeMayHaveIsRejected() {
    assertThatThrownBy(() -> RECIPE.withInputPath(" "))
        .isInstanceOf(ConfigException.class)
        .hasMessage("input: path must be given");
    assertThatThrownBy(() -> RECIPE.withInputPath("s3a://AKIAKEY:secret@bucket/images"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("input: path must not contain credentials")
        .hasMessageNotContaining("secret");
  }

  @Test
  void changingPathsReachesEveryPathOfData() {
    assertThat(changes(RECIPE, RECIPE.withPaths(path -> "/data/" + path)))
        .isEqualTo(
            Map.of(
                "input.path", "/data/images",
                "generated.path", "/data/table.csv",
                "generated.root", "/data/files",
                "mixing-set.path", "/data/set",
                "output.path", "/data/out"));
  }

  @Test
  void aTableOfACatalogIsNoPath() {
    Recipe recipe =
        RecipeLoader.parse(
            "r",
            "{input: {format: table, path: db.images, columns: {id: id}}, output: {path: out}}",
            List.of());
    assertThat(changes(recipe, recipe.withPaths(path -> "/data/" + path)))
        .isEqualTo(Map.of("output.path", "/data/out"));
  }

  @Test
  void theCopyForARunIdIgnoresSettingsWithoutInfluenceOnTheRows() {
    assertThat(changes(RECIPE, RECIPE.forRunId()))
        .isEqualTo(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("input.path", "."),
                    Map.entry("input.check", "decode"),
                    Map.entry("input.partitions", "auto"),
                    Map.entry("generated.path", "."),
                    Map.entry("generated.format", "auto"),
                    Map.entry("generated.root", "null"),
                    Map.entry("mixing-set.path", "."),
                    Map.entry("attention.model.path", "."),
                    Map.entry("attention.model.threads", "1"),
                    Map.entry("attention.table.path", "."),
                    Map.entry("output.path", "."),
                    Map.entry("output.commits-per-epoch", "auto"),
                    Map.entry("quarantine.max-fraction", "1.0"))));
  }

  @Test
  void theCopyForATableKeepsInputDecodingAndLabels() {
    Recipe table = RECIPE.forTable(AttentionConfig.DEFAULT);
    assertThat(table.input()).isEqualTo(RECIPE.input());
    assertThat(table.decode()).isEqualTo(RECIPE.decode());
    assertThat(table.labels()).isEqualTo(RECIPE.labels());
    assertThat(table)
        .isEqualTo(
            RecipeLoader.parse(
                "r",
                "{decode: {truncated: allow}, labels: {smoothing: 0.1}, output: {path: .}, input:"
                    + " {path: images, check: header, partitions: 9, duplicates: first}}",
                List.of()));
    assertThat(RECIPE.forTable(RECIPE.attention()).attention()).isEqualTo(RECIPE.attention());
  }

  @Test
  void everySectionIsSerializableByItself() throws Exception {
    for (Object section :
        List.of(
            RECIPE,
            RECIPE.input(),
            RECIPE.input().columns(),
            RECIPE.generated().orElseThrow(),
            RECIPE.decode(),
            RECIPE.mix(),
            RECIPE.attention(),
            RECIPE.pairing(),
            RECIPE.labels(),
            RECIPE.output(),
            RECIPE.quarantine())) {
      assertThat(Serialized.copy(section)).isEqualTo(section);
    }
  }
}
