package dev.emulsion.jobs.run;

import dev.emulsion.image.codec.DecodeNote;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.pipeline.Reason;
import dev.emulsion.recipe.Names;
import dev.emulsion.spark.ContentDigest;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts of a slice: rows by method, quarantined samples by reason, and the digest of the rows. A
 * Spark accumulator: every task adds its own counts once, at its end, and Spark counts each
 * finished task of a write once, no matter how often it was retried.
 */
public final class SliceMetrics extends AccumulatorV2<SliceMetrics, SliceMetrics.SliceSummary> {

  private static final long serialVersionUID = 1L;

  private long samples;
  private long unpaired;
  private long decoded;
  private TreeMap<String, Long> methods = new TreeMap<>();
  private TreeMap<String, Long> reasons = new TreeMap<>();
  private long generated;
  private long joined;
  private TreeMap<String, Long> rejections = new TreeMap<>();
  private TreeMap<String, Long> notes = new TreeMap<>();
  private TreeMap<String, Long> unsupported = new TreeMap<>();
  private TreeMap<String, Long> codecs = new TreeMap<>();
  private BigInteger digest = BigInteger.ZERO;

  /** A sample, all of whose rows were emitted. */
  public void emitted() {
    samples++;
  }

  /** Generated images that were joined with their sample. */
  public void joined(int images) {
    joined += images;
  }

  /** Generated images that were read with their sample. */
  public void generated(int images) {
    generated += images;
  }

  /** A generated image that cannot be used. */
  public void rejected(Reason reason) {
    rejections.merge(reason.name(), 1L, Long::sum);
  }

  /** A sample for which no partner qualifies. */
  public void unpaired() {
    unpaired++;
  }

  /** Images passed to the decoder {@code codec}, successfully or not. */
  public void decoded(String codec, int images) {
    decoded += images;
    codecs.merge(codec, (long) images, Long::sum);
  }

  /** An output row. */
  public void row(String method, BigInteger rowDigest) {
    methods.merge(method, 1L, Long::sum);
    digest = ContentDigest.sum(digest, rowDigest);
  }

  /** What the image of an emitted sample lost. */
  public void noted(Set<DecodeNote> left) {
    left.forEach(note -> notes.merge(Names.of(note), 1L, Long::sum));
  }

  /** A file of a kind that is not read; an empty name says that it was not for its kind. */
  public void unsupported(String kind) {
    if (!kind.isEmpty()) {
      unsupported.merge(kind, 1L, Long::sum);
    }
  }

  /** As {@link #unsupported}, of a generated image. */
  public void unsupportedGenerated(String kind) {
    unsupported(kind.isEmpty() ? kind : "generated " + kind);
  }

  /** A sample that cannot be used. */
  public void quarantined(Reason reason) {
    reasons.merge(reason.name(), 1L, Long::sum);
  }

  /** The counts of a finished slice or epoch, as they are recorded. */
  public record SliceSummary(
      long rows,
      long emitted,
      long quarantined,
      long decoded,
      long unpaired,
      Map<String, Long> methods,
      Map<String, Long> reasons,
      Manifest.GeneratedUse generated,
      Manifest.Decoding decoding,
      String contentDigest)
      implements Serializable {

    public SliceSummary {
      decoding = decoding == null ? Manifest.Decoding.NONE : decoding; // absent from older records
    }

    /** The counts of several slices together. */
    public static SliceSummary sum(List<SliceSummary> parts) {
      SliceMetrics sum = new SliceMetrics();
      parts.forEach(sum::add);
      return sum.value();
    }
  }

  private void add(SliceSummary part) {
    samples += part.emitted;
    unpaired += part.unpaired;
    decoded += part.decoded;
    part.methods.forEach((method, n) -> methods.merge(method, n, Long::sum));
    part.reasons.forEach((reason, n) -> reasons.merge(reason, n, Long::sum));
    generated += part.generated.used();
    joined += part.generated.joined();
    part.generated.rejected().forEach((reason, n) -> rejections.merge(reason, n, Long::sum));
    part.decoding.notes().forEach((note, n) -> notes.merge(note, n, Long::sum));
    part.decoding.unsupported().forEach((kind, n) -> unsupported.merge(kind, n, Long::sum));
    part.decoding.codecs().forEach((codec, n) -> codecs.merge(codec, n, Long::sum));
    digest = ContentDigest.sum(digest, new BigInteger(part.contentDigest, 16));
  }

  @Override
  public SliceSummary value() {
    return new SliceSummary(
        methods.values().stream().mapToLong(n -> n).sum(),
        samples,
        reasons.values().stream().mapToLong(n -> n).sum(),
        decoded,
        unpaired,
        new TreeMap<>(methods),
        new TreeMap<>(reasons),
        new Manifest.GeneratedUse(
            generated,
            joined,
            new TreeMap<>(rejections),
            generated - joined - rejections.values().stream().mapToLong(n -> n).sum()),
        new Manifest.Decoding(
            new TreeMap<>(notes), new TreeMap<>(unsupported), new TreeMap<>(codecs)),
        ContentDigest.hex(digest));
  }

  @Override
  public boolean isZero() {
    return samples == 0
        && unpaired == 0
        && decoded == 0
        && generated == 0
        && methods.isEmpty()
        && reasons.isEmpty();
  }

  @Override
  public SliceMetrics copy() {
    SliceMetrics copy = new SliceMetrics();
    copy.add(this);
    return copy;
  }

  @Override
  public void reset() {
    samples = 0;
    unpaired = 0;
    decoded = 0;
    methods = new TreeMap<>();
    reasons = new TreeMap<>();
    generated = 0;
    joined = 0;
    rejections = new TreeMap<>();
    notes = new TreeMap<>();
    unsupported = new TreeMap<>();
    codecs = new TreeMap<>();
    digest = BigInteger.ZERO;
  }

  @Override
  public void add(SliceMetrics other) {
    samples += other.samples;
    unpaired += other.unpaired;
    decoded += other.decoded;
    other.methods.forEach((method, n) -> methods.merge(method, n, Long::sum));
    other.reasons.forEach((reason, n) -> reasons.merge(reason, n, Long::sum));
    generated += other.generated;
    joined += other.joined;
    other.rejections.forEach((reason, n) -> rejections.merge(reason, n, Long::sum));
    other.notes.forEach((note, n) -> notes.merge(note, n, Long::sum));
    other.unsupported.forEach((kind, n) -> unsupported.merge(kind, n, Long::sum));
    other.codecs.forEach((codec, n) -> codecs.merge(codec, n, Long::sum));
    digest = ContentDigest.sum(digest, other.digest);
  }

  @Override
  public void merge(AccumulatorV2<SliceMetrics, SliceMetrics.SliceSummary> other) {
    add((SliceMetrics) other);
  }
}
