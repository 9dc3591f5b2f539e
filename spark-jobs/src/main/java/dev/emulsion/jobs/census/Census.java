package dev.emulsion.jobs.census;

import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.ExpansionRule;
import dev.emulsion.jobs.sideinput.GeneratedCounts;
import dev.emulsion.jobs.sideinput.MatchedRow;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.LocalRows;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What a run knows of its input from ids and labels alone. {@link Inputs} takes it of an index that
 * is already matched with the side inputs.
 *
 * @param labels the classes, and how a sample's label is read
 * @param counts number of samples by {@link Label#main}
 * @param members number of samples by each of {@link Label#classes}
 * @param duplicates number of samples that are not used because of their id; they are in no other
 *     count
 * @param inputDigest order-free digest of ids, labels and encoded lengths of all rows of the index
 * @param stampDigest order-free digest of ids and file stamps of all rows of the index
 * @param idDigest order-free digest of the ids of the samples that take part
 * @param repeated which of several samples with one id is used
 * @param generatedCounts of the generated images. Samples that are excluded because they have none
 *     are counted in {@link GeneratedCounts#without} only.
 */
public record Census(
    LabelReader labels,
    long[] counts,
    long[] members,
    long duplicates,
    BigInteger inputDigest,
    BigInteger stampDigest,
    BigInteger idDigest,
    Duplicates repeated,
    GeneratedCounts generatedCounts)
    implements Serializable {

  /** The columns that {@link #idDigest} hashes: an id alone. */
  public static final StructType ID_ONLY = CensusPart.ID_ONLY;

  /**
   * Takes the census.
   *
   * @param matched index of {@code samples}, matched with its side inputs
   * @throws dev.emulsion.DataException if ids or labels are missing or invalid, or if ids repeat
   *     and must not
   */
  static Census take(Samples samples, Dataset<Row> matched, Recipe recipe, ExpansionRule rule) {
    LabelReader labels = LabelScan.reader(samples.info(), matched, recipe.labels());
    Duplicates repeated = Duplicates.find(samples, matched, recipe.input());
    CensusPart whole =
        LocalRows.parts(
                matched,
                rows -> CensusPart.of(matchedRows(rows), repeated, labels, rule),
                CensusPart.class)
            .stream()
            .reduce(CensusPart.NONE, CensusPart::and);
    return of(whole, labels, repeated);
  }

  /**
   * Takes the census of samples that have no side inputs.
   *
   * @throws dev.emulsion.DataException if ids or labels are missing or invalid, or if ids repeat
   *     and must not
   */
  public static Census of(Samples samples, Recipe recipe) {
    return take(samples, samples.index(), recipe, ExpansionRule.NONE);
  }

  private static Iterator<MatchedRow> matchedRows(Iterator<Row> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public MatchedRow next() {
        return MatchedRow.of(rows.next());
      }
    };
  }

  /** The census of an input of which {@code whole} is the only part. */
  static Census of(CensusPart whole, LabelReader labels, Duplicates repeated) {
    long[] counts = new long[labels.classes().size()];
    long[] members = new long[counts.length];
    whole
        .classes()
        .forEach(
            (k, count) -> {
              counts[k] = count.main();
              members[k] = count.all();
            });
    return new Census(
        labels,
        counts,
        members,
        whole.duplicates(),
        whole.inputDigest(),
        whole.stampDigest(),
        whole.idDigest(),
        repeated,
        whole.generated());
  }

  /** Order-free digest of ids, labels and encoded lengths of an index, as in {@link Census}. */
  static BigInteger inputDigest(Dataset<Row> index) {
    return LocalRows.parts(index, Census::partDigest, BigInteger.class).stream()
        .reduce(BigInteger.ZERO, ContentDigest::sum);
  }

  private static BigInteger partDigest(Iterator<Row> rows) {
    ContentDigest digest = new ContentDigest(CensusPart.DIGESTED);
    BigInteger sum = BigInteger.ZERO;
    while (rows.hasNext()) {
      sum = ContentDigest.sum(sum, CensusPart.digest(digest, MatchedRow.of(rows.next()).sample()));
    }
    return sum;
  }

  /** Names of all classes, in the order of their indices. */
  public List<String> classes() {
    return labels.classes();
  }

  /** The classes as they are stored with the output. */
  public ClassList classList() {
    return ClassList.of(labels.kind(), labels.classes(), members);
  }

  /** Number of samples that take part. */
  public long samples() {
    return Arrays.stream(counts).sum();
  }
}
