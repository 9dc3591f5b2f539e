package dev.emulsion.recipe;

import dev.emulsion.Arguments;
import dev.emulsion.OperationType;
import dev.emulsion.Weighted;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys and values of one section of a recipe. A value of the wrong type is reported with its
 * path, and the fallback is returned in its place, so that the rest of the recipe is checked too.
 */
final class Section implements Arguments {

  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9][0-9_]*");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9][0-9_]*\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?");

  /** The text of a value that the program determines itself. */
  static final String AUTO = "auto";

  private final String path;
  private final Tree tree;
  private final Map<String, Tree> entries;
  private final Problems problems;

  /**
   * Opens a section and reports every key that is not in {@code keys}.
   *
   * @param path empty for the recipe itself
   * @param tree null if the section is absent, which is the same as an empty one
   */
  Section(String path, Tree tree, Collection<String> keys, Problems problems) {
    this.path = path;
    this.tree = tree;
    this.problems = problems;
    if (tree instanceof Tree.Entries given) {
      entries = given.entries();
    } else {
      entries = Map.of();
      if (!Tree.isNull(tree)) {
        String name = path.isEmpty() ? "a recipe" : path;
        problems.add(tree, name + " must be keys with values, was " + tree);
      }
    }
    for (Map.Entry<String, Tree> entry : entries.entrySet()) {
      if (!keys.contains(entry.getKey())) {
        problems.add(entry.getValue(), KnownKeys.unknown(path, entry.getKey(), keys));
      }
    }
  }

  /** The subsection at {@code key}, whose known keys are {@code keys}. */
  Section section(String key, Collection<String> keys) {
    return new Section(at(key), entries.get(key), keys, problems);
  }

  /** Builds a record from this section; empty if a value breaks a rule, which is reported. */
  <T> Optional<T> make(Function<? super Section, ? extends T> from) {
    int before = problems.count();
    try {
      return Optional.of(from.apply(this));
    } catch (IllegalArgumentException rule) {
      // after a reported problem, the rule may have been broken by a fallback
      if (problems.count() == before) {
        problems.add(tree, path.isEmpty() ? rule.getMessage() : path + ": " + rule.getMessage());
      }
      return Optional.empty();
    }
  }

  /** The value of {@code key} as a tree; null if the key is absent or null. */
  Tree tree(String key) {
    return has(key) ? entries.get(key) : null;
  }

  /** The full path of {@code key}. */
  String at(String key) {
    return KnownKeys.join(path, key);
  }

  Problems problems() {
    return problems;
  }

  /** Reports those of {@code keys} that are given, since they cannot have any effect. */
  void reject(Collection<String> keys, String reason) {
    for (String key : keys) {
      if (has(key)) {
        problems.add(entries.get(key), at(key) + " does not apply: " + reason + "; remove it");
      }
    }
  }

  @Override
  public boolean has(String key) {
    return !Tree.isNull(entries.get(key));
  }

  @Override
  public int integer(String key, int fallback) {
    return (int) whole(key, fallback, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public int integer(String key) {
    return required(key) ? integer(key, 1) : 1;
  }

  /** An integer; empty if the key is absent or {@code auto}. */
  Optional<Integer> integerOrAuto(String key) {
    return isAuto(key) ? Optional.empty() : Optional.of(integer(key, 1));
  }

  /** A constant; empty if the key is absent or {@code auto}. */
  <E extends Enum<E>> Optional<E> choiceOrAuto(String key, Class<E> type) {
    return isAuto(key) ? Optional.empty() : choice(key, type.getEnumConstants(), AUTO + ", ");
  }

  private boolean isAuto(String key) {
    return !has(key) || entries.get(key) instanceof Tree.Scalar word && word.text().equals(AUTO);
  }

  @Override
  public long whole(String key, long fallback) {
    return whole(key, fallback, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long whole(String key, long fallback, long min, long max) {
    if (!has(key)) {
      return fallback;
    }
    if (entries.get(key) instanceof Tree.Scalar scalar && matches(WHOLE, scalar)) {
      var value = new BigInteger(scalar.text().replace("_", ""));
      if (value.bitLength() < Long.SIZE && value.longValue() >= min && value.longValue() <= max) {
        return value.longValue();
      }
      return wrong(key, "between " + min + " and " + max, fallback);
    }
    return wrong(key, "a whole number", fallback);
  }

  /** A number of bytes such as {@code 64MiB}, at most {@code max}. */
  long bytes(String key, long fallback, long max) {
    if (!has(key)) {
      return fallback;
    }
    if (entries.get(key) instanceof Tree.Scalar scalar) {
      Optional<Long> bytes = ByteSize.parse(scalar.text().replace("_", ""));
      if (bytes.isPresent()) {
        return bytes.get() <= max ? bytes.get() : wrong(key, "at most " + max, fallback);
      }
    }
    return wrong(key, "a number of bytes such as 64MiB or 256MB", fallback);
  }

  @Override
  public double number(String key, double fallback) {
    if (!has(key)) {
      return fallback;
    }
    return number(entries.get(key)).orElseGet(() -> wrong(key, "a number", fallback));
  }

  @Override
  public List<Double> numbers(String key, List<Double> fallback) {
    if (!has(key)) {
      return fallback;
    }
    List<Tree> items =
        entries.get(key) instanceof Tree.Items list ? list.items() : List.of(entries.get(key));
    List<Double> numbers = items.stream().map(Section::number).flatMap(Optional::stream).toList();
    return numbers.size() == items.size()
        ? numbers
        : wrong(key, "a number or a list of numbers", fallback);
  }

  private static Optional<Double> number(Tree tree) {
    if (!(tree instanceof Tree.Scalar scalar) || !matches(NUMBER, scalar)) {
      return Optional.empty();
    }
    double number = Double.parseDouble(scalar.text().replace("_", ""));
    // adding 0 turns -0.0 into 0.0, so that equal recipes are written alike
    return Optional.of(number + 0.0).filter(Double::isFinite);
  }

  private static boolean matches(Pattern form, Tree.Scalar scalar) {
    return scalar.plain() && form.matcher(scalar.text()).matches();
  }

  @Override
  public boolean flag(String key, boolean fallback) {
    if (!has(key)) {
      return fallback;
    }
    return switch (entries.get(key).toString()) {
      case "true" -> true;
      case "false" -> false;
      default -> wrong(key, "true or false", fallback);
    };
  }

  @Override
  public <E extends Enum<E>> E choice(String key, E fallback) {
    if (!has(key)) {
      return fallback;
    }
    return choice(key, fallback.getDeclaringClass().getEnumConstants(), "").orElse(fallback);
  }

  /**
   * The constant that {@code key} names; if none, that is reported.
   *
   * @param also further names that are allowed, for the message
   */
  private <E extends Enum<E>> Optional<E> choice(String key, E[] constants, String also) {
    for (E constant : constants) {
      if (entries.get(key) instanceof Tree.Scalar scalar
          && scalar.text().equals(Names.of(constant))) {
        return Optional.of(constant);
      }
    }
    String names = also + Arrays.stream(constants).map(Names::of).collect(Collectors.joining(", "));
    String rule = names.contains(",") ? "one of " + names : names;
    return wrong(key, rule, Optional.empty());
  }

  @Override
  public String text(String key, String fallback) {
    if (!has(key)) {
      return fallback;
    }
    return entries.get(key) instanceof Tree.Scalar scalar
        ? scalar.text()
        : wrong(key, "text", fallback);
  }

  /** A string; if the key is absent, that is reported. */
  String text(String key) {
    return required(key) ? text(key, "-") : "-";
  }

  @Override
  public List<String> texts(String key, List<String> fallback) {
    if (!has(key)) {
      return fallback;
    }
    List<Tree> items =
        entries.get(key) instanceof Tree.Items list ? list.items() : List.of(entries.get(key));
    return items.stream().allMatch(Tree.Scalar.class::isInstance)
        ? items.stream().map(item -> ((Tree.Scalar) item).text()).toList()
        : wrong(key, "text or a list of texts", fallback);
  }

  @Override
  public <T> List<T> operations(String key, List<OperationType<T>> registry) {
    return has(key) ? Operations.list(at(key), entries.get(key), registry, problems) : List.of();
  }

  @Override
  public <T> List<Weighted<T>> choices(String key, List<OperationType<T>> registry) {
    return has(key) ? Operations.choices(at(key), entries.get(key), registry, problems) : List.of();
  }

  private boolean required(String key) {
    if (!has(key)) {
      problems.add(tree, at(key) + " must be given");
    }
    return has(key);
  }

  private <T> T wrong(String key, String rule, T fallback) {
    Tree value = entries.get(key);
    problems.add(value, at(key) + " must be " + rule + ", was " + value);
    return fallback;
  }
}
