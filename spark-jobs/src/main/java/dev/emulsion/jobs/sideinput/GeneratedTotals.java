package dev.emulsion.jobs.sideinput;

import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.side.GeneratedIndexRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.transform.GeneratedKey;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Sums over generated images.
 *
 * @param listed images, repeated keys included
 * @param distinct keys
 * @param digest order-free, of the distinct keys and encoded lengths
 * @param stampDigest order-free, of the distinct keys and the stamps of their files
 * @param repeated a few of the keys that several images have, as row ids
 */
public record GeneratedTotals(
    long listed, long distinct, BigInteger digest, BigInteger stampDigest, TreeSet<String> repeated)
    implements Serializable {

  private static final int EXAMPLES = 3;

  private static final StructType KEY =
      new StructType()
          .add(GeneratedImages.SOURCE, DataTypes.StringType)
          .add(GeneratedImages.PROMPT, DataTypes.StringType)
          .add(GeneratedImages.INDEX, DataTypes.IntegerType);

  private static final StructType DIGESTED = KEY.add(Samples.BYTES, DataTypes.LongType);

  private static final StructType STAMPED = KEY.add(Samples.STAMP, DataTypes.LongType);

  static final GeneratedTotals NONE =
      new GeneratedTotals(0, 0, BigInteger.ZERO, BigInteger.ZERO, new TreeSet<>());

  /** The sums over some groups. */
  static GeneratedTotals of(Iterator<GeneratedGroup> groups) {
    ContentDigest digest = new ContentDigest(DIGESTED);
    ContentDigest stamps = new ContentDigest(STAMPED);
    BigInteger sum = BigInteger.ZERO;
    BigInteger stampSum = BigInteger.ZERO;
    long listed = 0;
    long distinct = 0;
    TreeSet<String> repeated = new TreeSet<>();
    while (groups.hasNext()) {
      GeneratedGroup group = groups.next();
      List<GeneratedIndexRow> images = group.distinct();
      listed += group.images().size();
      distinct += images.size();
      for (GeneratedIndexRow image : images) {
        sum = ContentDigest.sum(sum, digest.of(row(image, image.bytes())));
        stampSum = ContentDigest.sum(stampSum, stamps.of(row(image, image.stamp())));
      }
      group.repeated().stream().map(GeneratedKey::rowId).forEach(repeated::add);
      while (repeated.size() > EXAMPLES) {
        repeated.pollLast();
      }
    }
    return new GeneratedTotals(listed, distinct, sum, stampSum, repeated);
  }

  private static Row row(GeneratedIndexRow image, long value) {
    GeneratedKey key = image.key();
    return RowFactory.create(key.source(), key.prompt(), key.index(), value);
  }

  /** The sums over two disjoint sets of groups together. */
  GeneratedTotals and(GeneratedTotals other) {
    TreeSet<String> examples =
        Stream.concat(repeated.stream(), other.repeated.stream())
            .sorted()
            .limit(EXAMPLES)
            .collect(Collectors.toCollection(TreeSet::new));
    return new GeneratedTotals(
        listed + other.listed,
        distinct + other.distinct,
        ContentDigest.sum(digest, other.digest),
        ContentDigest.sum(stampDigest, other.stampDigest),
        examples);
  }
}
