package dev.emulsion.faults;

import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TemporaryFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Runs trials and prints a table: faults by kind and command, and rows lost and duplicated.
 *
 * <pre>
 * --runs N        number of trials (100)
 * --seed S        of the first; trial i has seed S + i (1)
 * --kinds A,B     of {@link Kind}; all by default
 * --commands A,B  all by default
 * </pre>
 */
public final class FaultRuns {

  /** One in as many trials starts a process. */
  private static final int RARE = 25;

  private record Options(int runs, long seed, List<Kind> kinds, List<Work> works) {

    static Options of(String... arguments) {
      Map<String, String> given = new TreeMap<>();
      for (int i = 0; i + 1 < arguments.length; i += 2) {
        given.put(arguments[i], arguments[i + 1]);
      }
      List<Kind> kinds =
          given.containsKey("--kinds")
              ? Arrays.stream(given.get("--kinds").split(",")).map(Kind::named).toList()
              : Stream.of(Kind.values()).filter(kind -> kind != Kind.EXECUTOR_LOST).toList();
      List<String> commands = List.of(given.getOrDefault("--commands", "").split(","));
      return new Options(
          Integer.parseInt(given.getOrDefault("--runs", "100")),
          Long.parseLong(given.getOrDefault("--seed", "1")),
          kinds,
          Work.ALL.stream()
              .filter(
                  work ->
                      !given.containsKey("--commands") || commands.contains(work.command().named()))
              .toList());
    }
  }

  private FaultRuns() {}

  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    Trials trials = new Trials(LocalSpark.session(), TemporaryFolder.create("fault-runs"));
    List<Trials.Outcome> outcomes = new ArrayList<>();
    long started = System.nanoTime();
    for (int i = 0; i < options.runs(); i++) {
      long seed = options.seed() + i;
      RandomGenerator random = new SplittableRandom(seed);
      Work work = options.works().get(random.nextInt(options.works().size()));
      Trials.Outcome outcome = trials.run(pick(options.kinds(), work, random), work, seed);
      outcomes.add(outcome);
      if (!outcome.isRight()) {
        System.out.println("seed " + seed + ": " + outcome.kind() + " of " + work);
        outcome
            .problems()
            .forEach(problem -> System.out.println("  " + problem.lines().findFirst().orElse("")));
      }
      if (i % 10 == 9) {
        System.out.printf(
            Locale.ROOT, "%d runs in %d s%n", i + 1, (System.nanoTime() - started) / 1_000_000_000);
      }
    }
    print(outcomes);
    System.exit(outcomes.stream().allMatch(Trials.Outcome::isRight) ? 0 : 1);
  }

  /** A kind that applies; rarely one that needs a process of its own, if there are others. */
  private static Kind pick(List<Kind> kinds, Work work, RandomGenerator random) {
    boolean rare = random.nextInt(RARE) == 0;
    List<Kind> all = kinds.stream().filter(kind -> kind.appliesTo(work.command())).toList();
    List<Kind> some = all.stream().filter(kind -> kind.isInProcess() != rare).toList();
    List<Kind> from = some.isEmpty() ? all : some;
    return from.get(random.nextInt(from.size()));
  }

  /** Prints the table. */
  static void print(List<Trials.Outcome> outcomes) {
    System.out.println(
        "| fault | command | trials | faults injected | rows lost | rows duplicated |");
    System.out.println("|---|---|---|---|---|---|");
    Map<String, List<Trials.Outcome>> groups = new TreeMap<>();
    for (Trials.Outcome outcome : outcomes) {
      String key =
          "%02d| `%s` | `%s`"
              .formatted(
                  outcome.kind().ordinal(), outcome.kind(), outcome.work().command().named());
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(outcome);
    }
    groups.forEach((key, group) -> System.out.println(key.substring(2) + sums(group)));
    System.out.println("| all | all" + sums(outcomes));
  }

  private static String sums(List<Trials.Outcome> group) {
    return Stream.of(
                group.size(),
                group.stream().mapToLong(Trials.Outcome::faults).sum(),
                group.stream().mapToLong(Trials.Outcome::lost).sum(),
                group.stream().mapToLong(Trials.Outcome::doubled).sum())
            .map(number -> " | " + number)
            .reduce("", String::concat)
        + " |";
  }
}
