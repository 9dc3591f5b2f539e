package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.blend.Rejection;
import dev.emulsion.recipe.GeneratedConfig.Columns;
import dev.emulsion.recipe.GeneratedConfig.Duplicates;
import dev.emulsion.recipe.GeneratedConfig.Format;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sections {@code generated} and {@code mixing-set}. */
class GeneratedConfigTest {

  private static final String DIFFUSEMIX = "\ntransform: [{diffusemix: {}}]\n";

  private static Recipe load(String yaml) {
    return RecipeLoader.parse("r", yaml + DIFFUSEMIX, List.of("input.path=in", "output.path=out"));
  }

  @Test
  void defaults() {
    Recipe recipe = load("generated: {path: g}\nmixing-set: {path: f}");
    assertThat(recipe.generated())
        .contains(
            new GeneratedConfig(
                "g",
                Optional.empty(),
                Optional.empty(),
                new Columns("source_id", "prompt", "index", "path", "image"),
                List.of(),
                Optional.empty(),
                Originals.EXCLUDE,
                OnMissing.SKIP,
                Duplicates.FAIL,
                new Rejection(Rejection.Rule.BLACK, 0.9, 0)))
        .contains(GeneratedConfig.at("g"));
    assertThat(recipe.mixingSet())
        .contains(new MixingSetConfig("f", "fractal_id", "image"))
        .contains(MixingSetConfig.at("f"));
  }

  @Test
  void everyKey() {
    String yaml =
        """
        generated:
          path: g
          format: csv
          root: s3a://bucket/images
          columns: {source: id, prompt: text, index: n, path: file, image: image}
          prompts: [" Snowy ", Ukiyo-e]
          per-sample: 2
          originals: include
          missing: original
          duplicates: first
          reject: {rule: black, share: 0.5, level: 16}
        mixing-set: {path: f, id: name, image: image}
        """;
    Recipe recipe = load(yaml);
    GeneratedConfig generated = recipe.generated().orElseThrow();
    assertThat(generated)
        .isEqualTo(
            new GeneratedConfig(
                "g",
                Optional.of(Format.CSV),
                Optional.of("s3a://bucket/images"),
                new Columns("id", "text", "n", "file", "image"),
                List.of("snowy", "ukiyo-e"),
                Optional.of(2),
                Originals.INCLUDE,
                OnMissing.ORIGINAL,
                Duplicates.FIRST,
                new Rejection(Rejection.Rule.BLACK, 0.5, 16)));
    assertThat(recipe.mixingSet()).contains(new MixingSetConfig("f", "name", "image"));
    assertThat(RecipeLoader.parse("again", Recipes.write(recipe), List.of())).isEqualTo(recipe);
  }

  @Test
  void promptsAreUsedByTheirNormalForm() {
    GeneratedConfig some =
        load("generated: {path: g, prompts: [Snowy]}\nmixing-set: {path: f}")
            .generated()
            .orElseThrow();
    assertThat(some.uses(GeneratedConfig.normalized(" SNOWY\n"))).isTrue();
    assertThat(some.uses("sunset")).isFalse();
    assertThat(GeneratedConfig.at("g").uses("sunset")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          format: tsv             | line 3: generated.format must be one of auto, parquet, csv, json, folder, was tsv
          prompts: [a, ' A']      | line 2: generated: prompts must be distinct, were [a, a]
          prompts: [a, ' ']       | line 2: generated: prompts must not be blank, were [a, ]
          per-sample: 0           | line 2: generated: per-sample must be at least 1, was 0
          originals: both         | line 3: generated.originals must be one of exclude, include, was both
          missing: ignore         | line 3: generated.missing must be one of skip, original, fail, was ignore
          duplicates: last        | line 3: generated.duplicates must be one of fail, first, was last
          reject: {rule: dark}    | line 3: generated.reject.rule must be one of black, official, none, was dark
          reject: {share: 0}      | line 3: generated.reject: share must be above 0 and at most 1, was 0.0
          reject: {level: 256}    | line 3: generated.reject: level must be between 0 and 255, was 256
          columns: {id: x}        | line 3: generated.columns.id is not a key; did you mean input.columns.id?
          sample: 1               | line 3: generated.sample is not a key; there are path, format, root, columns, prompts, per-sample, originals, missing, duplicates, reject
          root: s3a://a:b@c/d     | line 2: generated: root must not contain credentials; remove them and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use ~/.aws/credentials
          """)
  void aWrongValueIsReportedWithItsRule(String wrong, String sentence) {
    String yaml = "generated:\n  path: g\n  " + wrong.strip() + "\nmixing-set: {path: f}";
    assertThat(problem(yaml)).isEqualTo(sentence.strip());
  }

  @Test
  void sectionsOfSideImagesMustBeGivenExactlyIfAnOperationUsesThem() {
    assertThat(problem("generated: {format: csv}\nmixing-set: {id: x}"))
        .isEqualTo("line 1: generated.path must be given\n  line 2: mixing-set.path must be given");
    assertThat(problem("mixing-set: {path: f, id: ' '}\ngenerated: {path: g}"))
        .isEqualTo("line 1: mixing-set: id must be given");
    assertThat(problem("mixing-set: {path: f, image: ' '}\ngenerated: {path: g}"))
        .isEqualTo("line 1: mixing-set: image must be given");
    assertThat(problem("seed: 1"))
        .isEqualTo(
            "transform: diffusemix needs images generated from the samples; add"
                + " generated: {path: ...} to the recipe (emulsion prompts lists what to"
                + " generate)\n  transform: diffusemix needs a set of images; add mixing-set:"
                + " {path: ...} to the recipe (emulsion fractals makes one)");
  }

  private static String problem(String yaml) {
    String[] found = new String[1];
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(ConfigException.class)
        .satisfies(e -> found[0] = e.getMessage().replaceFirst("r has \\d+ problems?:\n  ", ""));
    return found[0];
  }
}
