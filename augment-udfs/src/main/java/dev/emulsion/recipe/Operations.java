package dev.emulsion.recipe;

import dev.emulsion.OperationType;
import dev.emulsion.Weighted;
import dev.emulsion.blend.Blend;
import dev.emulsion.blend.Blends;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Mixing;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.Transforms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** Every operation that the {@code transform} list may contain. */
  static final List<OperationType<Operation>> TRANSFORMS =
      Stream.<OperationType<Operation>>concat(widened(Transforms.all()), widened(Blends.all()))
          .toList();

  private static <T extends Operation> Stream<OperationType<Operation>> widened(
      List<OperationType<T>> registry) {
    return registry.stream().map(Operations::widened);
  }

  @SuppressWarnings("unchecked") // an entry only gets operations of its own type
  private static <T extends Operation> OperationType<Operation> widened(OperationType<T> entry) {
    return new OperationType<>(
        entry.name(),
        entry.type(),
        entry.plan(),
        entry.keys(),
        entry.factory()::apply,
        operation -> entry.values().apply((T) operation),
        operation -> entry.matches().test((T) operation));
  }

  /** Whether {@code tree} is an entry of a {@code transform} list. */
  static boolean isTransform(Tree tree) {
    List<String> names = names(TRANSFORMS);
    return tree instanceof Tree.Scalar scalar && names.contains(scalar.text())
        || tree instanceof Tree.Entries entries
            && entries.entries().size() == 1
            && names.containsAll(entries.entries().keySet());
  }

  /** The {@code transform} list, without the items that are invalid, which are reported. */
  static List<Operation> transforms(Section recipe) {
    Tree tree = recipe.tree("transform");
    if (tree == null) {
      return List.of();
    }
    List<Operation> operations = list("transform", tree, TRANSFORMS, recipe.problems());
    if (operations.stream().filter(Blend.class::isInstance).count() > 1) {
      recipe
          .problems()
          .add(
              tree,
              "transform must have at most one of "
                  + String.join(", ", names(Blends.all()))
                  + "; to apply several, run augment once for each");
    }
    return operations;
  }

  /** The operations of a list at {@code path}, without the items that are invalid. */
  static <T> List<T> list(
      String path, Tree tree, List<OperationType<T>> registry, Problems problems) {
    if (!(tree instanceof Tree.Items list)) {
      problems.add(tree, path + " must be a list of operations, was " + tree);
      return List.of();
    }
    List<T> operations = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      one(path + "[" + i + "]", list.items().get(i), registry, problems).ifPresent(operations::add);
    }
    return operations;
  }

  private static <T> Optional<T> one(
      String path, Tree item, List<OperationType<T>> registry, Problems problems) {
    if (item instanceof Tree.Entries entries && entries.entries().size() != 1) {
      problems.add(item, path + " must be one operation, was " + item);
      return Optional.empty();
    }
    return operation(path, item, registry, problems);
  }

  /** The {@code mix} section; empty if it is invalid. */
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
    List<String> methods = named(entries, Mixes.all());
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
    return operation("mix", only(entries, methods.get(0)), Mixes.all(), problems)
        .flatMap(mix -> only(recipe, mix, section));
  }

  private static Optional<Mixing> only(Section recipe, Mix mix, Section section) {
    var choose = List.of(new Weighted<>(mix, DEFAULT_WEIGHT));
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
    List<Weighted<Mix>> choose = choices(mix.at(CHOOSE), tree, Mixes.all(), problems);
    return mix.make(given -> new Mixing(given.number(P, DEFAULT_P), choose));
  }

  /** The weighted operations of a list at {@code path}, without the items that are invalid. */
  static <T> List<Weighted<T>> choices(
      String path, Tree tree, List<OperationType<T>> registry, Problems problems) {
    if (!(tree instanceof Tree.Items list)) {
      problems.add(tree, path + " must be a list of operations, was " + tree);
      return List.of();
    }
    List<Weighted<T>> choices = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      weighted(path + "[" + i + "]", list.items().get(i), registry, problems)
          .ifPresent(choices::add);
    }
    return choices;
  }

  private static <T> Optional<Weighted<T>> weighted(
      String path, Tree item, List<OperationType<T>> registry, Problems problems) {
    if (!(item instanceof Tree.Entries entries)) {
      return operation(path, item, registry, problems)
          .map(operation -> new Weighted<>(operation, DEFAULT_WEIGHT));
    }
    List<String> keys = new ArrayList<>(names(registry));
    keys.add(WEIGHT);
    int before = problems.count();
    var section = new Section(path, item, keys, problems);
    List<String> named = named(entries, registry);
    if (named.size() != 1) {
      // an unknown name has been reported already
      if (problems.count() == before) {
        String noun = registry.equals(Mixes.all()) ? "method" : "operation";
        problems.add(item, path + " must have one " + noun + " and may have a weight, was " + item);
      }
      return Optional.empty();
    }
    return operation(path, only(entries, named.get(0)), registry, problems)
        .flatMap(
            operation ->
                section.make(
                    given -> new Weighted<>(operation, given.number(WEIGHT, DEFAULT_WEIGHT))));
  }

  private static Tree only(Tree.Entries entries, String name) {
    return new Tree.Entries(Map.of(name, entries.entries().get(name)), entries.place());
  }

  private static <T> List<String> named(Tree.Entries entries, List<OperationType<T>> registry) {
    List<String> named = new ArrayList<>(entries.entries().keySet());
    named.retainAll(names(registry));
    return named;
  }

  /** A bare name, or one name with its parameters. */
  private static <T> Optional<T> operation(
      String path, Tree item, List<OperationType<T>> registry, Problems problems) {
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
    Optional<OperationType<T>> entry =
        registry.stream().filter(e -> e.name().equals(name)).findFirst();
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

  private static <T> List<String> names(List<OperationType<T>> registry) {
    return registry.stream().map(OperationType::name).toList();
  }
}
