package dev.emulsion.jobs.census;

import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.ExpansionRule;
import dev.emulsion.jobs.sideinput.GeneratedCounts;
import dev.emulsion.jobs.sideinput.MatchedRow;
import dev.emulsion.label.Label;
import dev.emulsion.spark.ContentDigest;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The census of a part of the input. Parts of disjoint samples add up with {@link #and}.
 *
 * @param inputDigest order-free digest of ids, labels and encoded lengths, duplicates and samples
 *     without members included
 * @param stampDigest order-free digest of the ids of the same samples and the stamps of their files
 * @param idDigest order-free digest of the ids of samples with members
 * @param duplicates number of samples whose id another sample has
 * @param classes counts by index of the class; classes without a sample are missing
 * @param generated counts of their generated images
 */
public record CensusPart(
    BigInteger inputDigest,
    BigInteger stampDigest,
    BigInteger idDigest,
    long duplicates,
    SortedMap<Integer, ClassCount> classes,
    GeneratedCounts generated)
    implements Serializable {

  /**
   * Counts of one class.
   *
   * @param main samples of which it is the {@link Label#main} class
   * @param all samples of which it is one of the {@link Label#classes}
   */
  public record ClassCount(long main, long all) implements Serializable {

    ClassCount and(ClassCount other) {
      return new ClassCount(main + other.main, all + other.all);
    }
  }

  /** The columns of {@link IndexRow} that {@link #inputDigest} hashes. */
  static final StructType DIGESTED =
      new StructType()
          .add(IndexRow.SCHEMA.apply(Samples.ID))
          .add(IndexRow.SCHEMA.apply(Samples.LABELS))
          .add(IndexRow.SCHEMA.apply(Samples.WEIGHTS))
          .add(IndexRow.SCHEMA.apply(Samples.BYTES));

  /** The column that {@link #idDigest} hashes. */
  static final StructType ID_ONLY = new StructType().add(Samples.ID, DataTypes.StringType, false);

  /** The columns that {@link #stampDigest} hashes. */
  private static final StructType STAMPED = ID_ONLY.add(IndexRow.SCHEMA.apply(Samples.STAMP));

  /** No samples. */
  static final CensusPart NONE =
      new CensusPart(
          BigInteger.ZERO,
          BigInteger.ZERO,
          BigInteger.ZERO,
          0,
          new TreeMap<>(),
          GeneratedCounts.NONE);

  /** Counts some samples. */
  static CensusPart of(
      Iterator<MatchedRow> rows, Duplicates duplicates, LabelReader labels, ExpansionRule rule) {
    ContentDigest inputs = new ContentDigest(DIGESTED);
    ContentDigest stamps = new ContentDigest(STAMPED);
    ContentDigest ids = new ContentDigest(ID_ONLY);
    BigInteger inputDigest = BigInteger.ZERO;
    BigInteger stampDigest = BigInteger.ZERO;
    BigInteger idDigest = BigInteger.ZERO;
    long repeated = 0;
    TreeMap<Integer, ClassCount> classes = new TreeMap<>();
    GeneratedCounts generated = GeneratedCounts.NONE;
    while (rows.hasNext()) {
      MatchedRow row = rows.next();
      IndexRow sample = row.sample();
      inputDigest = ContentDigest.sum(inputDigest, digest(inputs, sample));
      stampDigest =
          ContentDigest.sum(stampDigest, stamps.of(RowFactory.create(sample.id(), sample.stamp())));
      if (!duplicates.uses(sample)) {
        repeated++;
        continue;
      }
      GeneratedCounts own = rule.counts(row.generated());
      generated = generated.and(own);
      if (own.members() > 0) {
        idDigest = ContentDigest.sum(idDigest, ids.of(RowFactory.create(sample.id())));
        Label label = labels.read(sample);
        classes.merge(label.main(), new ClassCount(1, 0), ClassCount::and);
        for (int k : label.classes()) {
          classes.merge(k, new ClassCount(0, 1), ClassCount::and);
        }
      }
    }
    return new CensusPart(inputDigest, stampDigest, idDigest, repeated, classes, generated);
  }

  /** The summand of one sample in {@link #inputDigest}. */
  static BigInteger digest(ContentDigest digest, IndexRow sample) {
    return digest.of(
        RowFactory.create(
            sample.id(),
            sample.label().textsValue(),
            sample.label().weightsValue(),
            sample.bytes()));
  }

  /** The census of both parts together. */
  CensusPart and(CensusPart other) {
    TreeMap<Integer, ClassCount> both = new TreeMap<>(classes);
    other.classes.forEach((k, count) -> both.merge(k, count, ClassCount::and));
    return new CensusPart(
        ContentDigest.sum(inputDigest, other.inputDigest),
        ContentDigest.sum(stampDigest, other.stampDigest),
        ContentDigest.sum(idDigest, other.idDigest),
        duplicates + other.duplicates,
        both,
        generated.and(other.generated));
  }
}
