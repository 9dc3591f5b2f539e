package dev.emulsion.recipe;

import dev.emulsion.Entry;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Mixing;
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.Transforms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the sections that name operations: {@code transform} and {@code mix}.
 *
 * <p>An operation is written {@code name: {key: value}}, or just {@code name} if its defaults do.
 */
final class Operations {

  private static final double DEFAULT_P = 1.0;
  private static final double DEFAULT_WEIGHT = 1.0;
  private static final String P = "p";
  private static final String CHOOSE = "choose";
  private static final String WEIGHT = "weight";
  private static final String NONE = "none";

  private Operations() {}

  /** The list of transforms, those that could be read. */
  static List<Transform> transforms(Section recipe) {
    Tree tree = recipe.tree("transform");
    if (tree == null) {
      return List.of();
    }
    if (!(tree instanceof Tree.Items list)) {
      recipe.problems().add(tree, "transform must be a list of operations, was " + tree);
      return List.of();
    }
    List<Transform> transforms = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      String path = "transform[" + i + "]";
      transform(path, list.items().get(i), recipe.problems()).ifPresent(transforms::add);
    }
    return transforms;
  }

  private static Optional<Transform> transform(String path, Tree item, Problems problems) {
    if (item instanceof Tree.Entries entries && entries.entries().size() != 1) {
      problems.add(item, path + " must be one operation, was " + item);
      return Optional.empty();
    }
    return operation(path, item, Transforms.all(), problems);
  }

  /** The {@code mix} section; empty if it could not be read. */
  static Optional<Mixing> mixing(Section recipe) {
    Tree tree = recipe.tree("mix");
    if (tree == null || tree instanceof Tree.Scalar word && word.text().equals(NONE)) {
      return Optional.of(Mixing.none());
    }
    Problems problems = recipe.problems();
    if (!(tree instanceof Tree.Entries entries)) {
      return operation("mix", tree, Mixes.all(), problems).flatMap(mix -> only(recipe, mix, null));
    }
    List<String> keys = new ArrayList<>(List.of(P, CHOOSE));
    keys.addAll(names(Mixes.all()));
    Section section = recipe.section("mix", keys);
    List<String> methods = methods(entries);
    if (methods.isEmpty() == (section.tree(CHOOSE) == null)) {
      problems.add(tree, "mix must be none, one method, or methods under choose, was " + tree);
      return Optional.empty();
    }
    if (methods.isEmpty()) {
      return choice(section);
    }
    if (methods.size() > 1) {
      problems.add(tree, "mix has " + methods.size() + " methods; list them under choose");
      return Optional.empty();
    }
    return method("mix", entries, methods.get(0), problems)
        .flatMap(mix -> only(recipe, mix, section));
  }

  private static Optional<Mixing> only(Section recipe, Mix mix, Section section) {
    var choose = List.of(new Mixing.Weighted(mix, DEFAULT_WEIGHT));
    return section == null
        ? recipe.make(given -> new Mixing(DEFAULT_P, choose))
        : section.make(given -> new Mixing(given.number(P, DEFAULT_P), choose));
  }

  private static Optional<Mixing> choice(Section mix) {
    Problems problems = mix.problems();
    Tree tree = mix.tree(CHOOSE);
    if (!(tree instanceof Tree.Items list) || list.items().isEmpty()) {
      problems.add(tree, mix.at(CHOOSE) + " must be a list of methods, was " + tree);
      return Optional.empty();
    }
    List<Mixing.Weighted> choose = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      String path = mix.at(CHOOSE) + "[" + i + "]";
      weighted(path, list.items().get(i), problems).ifPresent(choose::add);
    }
    return mix.make(given -> new Mixing(given.number(P, DEFAULT_P), choose));
  }

  private static Optional<Mixing.Weighted> weighted(String path, Tree item, Problems problems) {
    if (!(item instanceof Tree.Entries entries)) {
      return operation(path, item, Mixes.all(), problems)
          .map(mix -> new Mixing.Weighted(mix, DEFAULT_WEIGHT));
    }
    List<String> keys = new ArrayList<>(names(Mixes.all()));
    keys.add(WEIGHT);
    var section = new Section(path, item, keys, problems);
    List<String> methods = methods(entries);
    if (methods.size() != 1) {
      problems.add(item, path + " must have one method and may have a weight, was " + item);
      return Optional.empty();
    }
    return method(path, entries, methods.get(0), problems)
        .flatMap(
            mix ->
                section.make(
                    given -> new Mixing.Weighted(mix, given.number(WEIGHT, DEFAULT_WEIGHT))));
  }

  private static Optional<Mix> method(
      String path, Tree.Entries entries, String name, Problems problems) {
    return operation(
        path,
        new Tree.Entries(Map.of(name, entries.entries().get(name)), entries.place()),
        Mixes.all(),
        problems);
  }

  private static List<String> methods(Tree.Entries entries) {
    List<String> methods = new ArrayList<>(entries.entries().keySet());
    methods.retainAll(names(Mixes.all()));
    return methods;
  }

  /** A bare name, or one name with its parameters. */
  private static <T> Optional<T> operation(
      String path, Tree item, List<Entry<T>> registry, Problems problems) {
    String name;
    Tree parameters;
    if (item instanceof Tree.Entries entries) {
      Map.Entry<String, Tree> only = entries.entries().entrySet().iterator().next();
      name = only.getKey();
      parameters = only.getValue();
    } else if (item instanceof Tree.Scalar scalar) {
      name = scalar.text();
      parameters = null;
    } else {
      problems.add(item, path + " must be an operation, was " + item);
      return Optional.empty();
    }
    Optional<Entry<T>> entry = registry.stream().filter(e -> e.name().equals(name)).findFirst();
    if (entry.isEmpty()) {
      problems.add(item, unknown(path, name, names(registry)));
      return Optional.empty();
    }
    return new Section(path + "." + name, parameters, entry.get().keys(), problems)
        .make(given -> entry.get().factory().apply(given));
  }

  private static String unknown(String path, String name, List<String> names) {
    return path
        + ": "
        + name
        + " is not an operation; "
        + KnownKeys.nearest(name, names)
            .map(meant -> "did you mean " + meant + "?")
            .orElse("there are " + String.join(", ", names));
  }

  private static <T> List<String> names(List<Entry<T>> registry) {
    return registry.stream().map(Entry::name).toList();
  }
}
