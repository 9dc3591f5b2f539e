package dev.emulsion.jobs.report;

import dev.emulsion.Printable;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.recipe.Names;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.report.LambdaLaw;
import dev.emulsion.report.RunReport;
import dev.emulsion.report.RunReport.ClassMass;
import dev.emulsion.report.RunReport.ClassPairs;
import dev.emulsion.report.RunReport.Fit;
import dev.emulsion.report.RunReport.Method;
import dev.emulsion.report.RunReport.Position;
import dev.emulsion.report.RunReport.Use;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;

/** The parts of a {@link RunReport} that follow from the manifest and the {@link RowStatistics}. */
record ReportNumbers(
    Recipe recipe, Manifest manifest, RowStatistics statistics, List<String> classes) {

  /** Classes in the map of class pairs. */
  private static final int MAX_PAIRED = 20;

  /** Uses of prompts and of images of the mixing set that are listed. */
  private static final int MAX_USES = 100;

  private static final int SIZE_BINS = 20;

  /** The factor of the distance that one run in a hundred exceeds, for many rows. */
  private static final double ONE_IN_A_HUNDRED = 1.63;

  RunReport.Facts facts(String path) {
    return new RunReport.Facts(
        Printable.line(new Path(path).getName()),
        manifest.runId(),
        manifest.version(),
        manifest.spark(),
        Printable.line(manifest.codec()),
        recipe.seed(),
        recipe.epochs(),
        recipe.pairing().variants(),
        manifest.buckets(),
        Names.of(recipe.output().profile()),
        manifest.contentDigest(),
        Printable.lines(Recipes.write(recipe)));
  }

  RunReport.Input input() {
    Manifest.Input input = manifest.input();
    Map<String, Long> kinds = new TreeMap<>();
    input.ignoredKinds().forEach((kind, n) -> kinds.put(Printable.line(kind), n));
    return new RunReport.Input(
        input.samples(),
        input.classes(),
        input.duplicates(),
        input.withoutGenerated(),
        input.ignoredFiles(),
        kinds);
  }

  List<RunReport.Epoch> epochs() {
    return manifest.epochs().stream().map(ReportNumbers::epoch).toList();
  }

  private static RunReport.Epoch epoch(Manifest.Epoch epoch) {
    return new RunReport.Epoch(
        epoch.epoch(),
        epoch.emitted(),
        epoch.quarantined(),
        epoch.rows(),
        epoch.unpaired(),
        epoch.decoded(),
        epoch.methods(),
        epoch.reasons(),
        epoch.files().size(),
        epoch.files().stream().mapToLong(Manifest.File::bytes).sum(),
        epoch.contentDigest());
  }

  RunReport.Shards shards() {
    long[] sizes =
        manifest.epochs().stream()
            .flatMap(epoch -> epoch.files().stream())
            .mapToLong(Manifest.File::bytes)
            .sorted()
            .toArray();
    if (sizes.length == 0) {
      return new RunReport.Shards(0, 0, 0, 0, 0, List.of());
    }
    long min = sizes[0];
    long max = sizes[sizes.length - 1];
    long[] bins = new long[SIZE_BINS];
    for (long size : sizes) {
      bins[
          max == min ? 0 : (int) Math.min(SIZE_BINS - 1, (size - min) * SIZE_BINS / (max - min))]++;
    }
    return new RunReport.Shards(
        sizes.length,
        LongStream.of(sizes).sum(),
        min,
        sizes[(sizes.length - 1) / 2],
        max,
        LongStream.of(bins).boxed().toList());
  }

  Optional<RunReport.Generated> generated() {
    Manifest.Generated found = manifest.input().generated();
    if (recipe.generated().isEmpty()) {
      return Optional.empty();
    }
    List<Manifest.GeneratedUse> uses =
        manifest.epochs().stream().map(Manifest.Epoch::generated).toList();
    return Optional.of(
        new RunReport.Generated(
            found.found(),
            found.matched(),
            found.orphaned(),
            found.unusedPrompt(),
            found.duplicates(),
            uses.stream().mapToLong(Manifest.GeneratedUse::used).sum(),
            uses.stream().mapToLong(Manifest.GeneratedUse::joined).sum(),
            uses.stream().flatMap(use -> use.rejected().values().stream()).mapToLong(n -> n).sum(),
            uses.stream().mapToLong(Manifest.GeneratedUse::lost).sum()));
  }

  RunReport.Summed summed(int shards) {
    return new RunReport.Summed(
        statistics.rows,
        manifest.epochs().stream().mapToLong(Manifest.Epoch::rows).sum(),
        shards,
        manifest.epochs().stream().mapToInt(epoch -> epoch.files().size()).sum());
  }

  List<Method> methods() {
    Map<String, Long> rows = new TreeMap<>();
    manifest
        .epochs()
        .forEach(epoch -> epoch.methods().forEach((name, n) -> rows.merge(name, n, Long::sum)));
    Map<String, LambdaLaw> laws = LambdaLaws.of(recipe.mix());
    return rows.entrySet().stream()
        .map(of -> method(of.getKey(), of.getValue(), laws.get(of.getKey())))
        .sorted(Comparator.comparingLong(Method::rows).reversed().thenComparing(Method::method))
        .toList();
  }

  private Method method(String name, long rows, LambdaLaw law) {
    RowStatistics.Lambdas lambdas = statistics.lambdas.get(name);
    if (lambdas == null) {
      return new Method(name, rows, List.of(), List.of(), 0, 0, Optional.empty());
    }
    long[] drawn = new long[RunReport.BINS];
    double sum = 0;
    for (Map.Entry<Integer, Long> step : lambdas.drawn.entrySet()) {
      double lambda = (double) step.getKey() / LambdaLaw.STEPS;
      drawn[RowStatistics.bin(lambda)] += step.getValue();
      sum += lambda * step.getValue();
    }
    long n = lambdas.rows();
    return new Method(
        name,
        rows,
        LongStream.of(drawn).boxed().toList(),
        law == null ? List.of() : law.expected(n),
        rounded(sum / n),
        rounded((double) lambdas.shown / LambdaLaw.STEPS / n),
        Optional.ofNullable(law).map(of -> fit(of, lambdas)));
  }

  private static Fit fit(LambdaLaw law, RowStatistics.Lambdas lambdas) {
    long rows = lambdas.rows();
    return new Fit(
        law.name(),
        law.parts().stream().map(LambdaLaw.Part::alpha).toList(),
        law.parts().stream().map(LambdaLaw.Part::weight).toList(),
        rows,
        rounded(law.distance(lambdas.drawn)),
        rounded(ONE_IN_A_HUNDRED / Math.sqrt((double) rows)));
  }

  List<ClassMass> classMass() {
    return IntStream.range(0, classes.size())
        .mapToObj(
            k ->
                new ClassMass(
                    k,
                    classes.get(k),
                    statistics.before[k] / RowStatistics.UNITS,
                    statistics.after[k] / RowStatistics.UNITS))
        .toList();
  }

  ClassPairs classPairs() {
    int all = classes.size();
    long[] rows = new long[all];
    statistics.pairs.forEach(
        (pair, n) -> {
          rows[(int) (pair / all)] += n;
          rows[(int) (pair % all)] += n;
        });
    List<Integer> most =
        IntStream.range(0, all)
            .filter(k -> rows[k] > 0)
            .boxed()
            .sorted(Comparator.comparingLong((Integer k) -> rows[k]).reversed())
            .limit(MAX_PAIRED)
            .sorted()
            .toList();
    long[][] counts = new long[most.size()][most.size()];
    for (int base = 0; base < most.size(); base++) {
      for (int partner = 0; partner < most.size(); partner++) {
        long pair = (long) most.get(base) * all + most.get(partner);
        counts[base][partner] = statistics.pairs.getOrDefault(pair, 0L);
      }
    }
    int paired = (int) LongStream.of(rows).filter(n -> n > 0).count();
    return new ClassPairs(
        statistics.mixed,
        statistics.sameClass,
        paired,
        most.stream().map(classes::get).toList(),
        counts);
  }

  List<Position> positions() {
    List<Position> positions = new ArrayList<>();
    statistics.coverage.forEach(
        (what, coverage) -> {
          double[][] shares = new double[RunReport.CELLS][RunReport.CELLS];
          for (int y = 0; y < shares.length; y++) {
            for (int x = 0; x < shares.length; x++) {
              shares[y][x] = rounded((double) coverage.cells[y][x] / coverage.rows);
            }
          }
          positions.add(new Position(what, coverage.rows, shares));
        });
    return positions;
  }

  List<Use> prompts() {
    return uses(statistics.prompts);
  }

  List<Use> mixingImages() {
    return uses(statistics.mixingImages);
  }

  private static List<Use> uses(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MAX_USES)
        .map(entry -> new Use(Printable.line(entry.getKey()), entry.getValue()))
        .toList();
  }

  private static double rounded(double x) {
    return Math.rint(x * 1e6) / 1e6;
  }
}
