package dev.emulsion.jobs.preview;

import dev.emulsion.Printable;
import dev.emulsion.label.Label;
import dev.emulsion.spark.LabelColumn;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/** Formats labels for people, with class names instead of indices. */
record LabelFormatter(Label.Kind kind, List<String> classes) {

  /** Number of classes of a distribution that are named; those of greatest weight. */
  private static final int MAX_NAMED = 3;

  /** The label in {@code column}, if there is one. */
  Optional<String> format(Row row, String column) {
    int i = row.fieldIndex(column);
    return row.isNullAt(i) ? Optional.empty() : Optional.of(format(LabelColumn.read(kind, row, i)));
  }

  /** Such as {@code cat}, {@code cat, dog} or {@code cat (0.70), dog (0.30)}. */
  String format(Label label) {
    return label instanceof Label.Distribution distribution
        ? format(distribution.weights())
        : IntStream.of(label.classes())
            .mapToObj(classes::get)
            .map(Printable::line)
            .collect(Collectors.joining(", "));
  }

  private String format(float[] weights) {
    List<Integer> heaviest =
        IntStream.range(0, weights.length)
            .filter(k -> weights[k] > 0)
            .boxed()
            .sorted(Comparator.comparing((Integer k) -> weights[k]).reversed())
            .toList();
    String named =
        heaviest.stream()
            .limit(MAX_NAMED)
            .map(k -> String.format(Locale.ROOT, "%s (%.2f)", classes.get(k), weights[k]))
            .collect(Collectors.joining(", "));
    return heaviest.size() > MAX_NAMED ? named + ", …" : named;
  }
}
