package dev.emulsion.testing;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A recipe for tests, section by section. {@code Recipes.of(images)} reads an image folder, crops
 * 16 × 16 pixels and applies CutMix; {@link #with} replaces or adds a section. Instances are
 * immutable.
 */
public final class Recipes {

  private static final Map<String, String> DEFAULTS =
      Map.of("transform", "[{random-resized-crop: {size: 16}}]", "mix", "{cutmix: {}}");

  private final Map<String, String> sections;

  private Recipes(Map<String, String> sections) {
    this.sections = sections;
  }

  /** A recipe for the image folder {@code images}. */
  public static Recipes of(Path images) {
    return input("path: " + images);
  }

  /** A recipe whose {@code input} section has these keys, such as {@code format: parquet}. */
  public static Recipes input(String keys) {
    Map<String, String> sections = new LinkedHashMap<>();
    sections.put("input", "{" + keys + "}");
    sections.putAll(DEFAULTS);
    return new Recipes(sections);
  }

  /** This recipe with {@code section} set to {@code yaml}, a value on one line. */
  public Recipes with(String section, Object yaml) {
    Map<String, String> changed = new LinkedHashMap<>(sections);
    changed.put(section, yaml.toString());
    return new Recipes(changed);
  }

  /** This recipe without {@code section}. */
  public Recipes without(String section) {
    Map<String, String> changed = new LinkedHashMap<>(sections);
    changed.remove(section);
    return new Recipes(changed);
  }

  /** This recipe with its output at {@code path}, and more keys of that section. */
  public Recipes to(Object path, String... keys) {
    String more = keys.length == 0 ? "" : ", " + String.join(", ", keys);
    return with("output", "{path: '" + path + "'" + more + "}");
  }

  public String yaml() {
    return sections.entrySet().stream()
        .map(section -> section.getKey() + ": " + section.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** The checked recipe, with {@code overrides} such as {@code seed=3}. */
  public Recipe load(String... overrides) {
    return load(List.of(overrides));
  }

  public Recipe load(List<String> overrides) {
    return RecipeLoader.parse("test.yaml", yaml(), overrides);
  }

  /** Writes the recipe as {@code name} below {@code folder}. */
  public Path write(Path folder, String name) throws IOException {
    return Files.writeString(Files.createDirectories(folder).resolve(name), yaml());
  }
}
