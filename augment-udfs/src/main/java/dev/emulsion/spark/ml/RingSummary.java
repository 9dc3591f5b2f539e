package dev.emulsion.spark.ml;

import dev.emulsion.label.Label;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.LaneHeads;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.RingSample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What pairing must know of all samples: how many each class has, and the heads of each lane. */
final class RingSummary {

  private final RingLayout layout;
  private final LaneHeads heads;
  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private int classes;

  /**
   * A summary of no samples.
   *
   * @param heads without samples
   */
  RingSummary(RingLayout layout, LaneHeads heads) {
    this.layout = layout;
    this.heads = heads;
  }

  /** Adds a sample. */
  void add(String id, Label label) {
    classes = Math.max(classes, classes(label));
    counts.merge(label.main(), 1L, Long::sum);
    addHead(id, label.main());
  }

  /** The number of classes that there are at least, if there is this label. */
  static int classes(Label label) {
    if (label instanceof Label.Multi multi) {
      return Arrays.stream(multi.classes()).max().orElse(0) + 1;
    }
    return label instanceof Label.Distribution distribution
        ? distribution.weights().length
        : label.main() + 1;
  }

  private void addHead(String id, int label) {
    heads.add(layout.lane(id, label), new RingSample(layout.key(id), id, label));
  }

  /** Adds the samples of a summary that {@link #bytes} wrote. */
  void add(byte[] summary) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(summary))) {
      classes = Math.max(classes, in.readInt());
      for (int n = in.readInt(); n > 0; n--) {
        counts.merge(in.readInt(), in.readLong(), Long::sum);
      }
      for (int n = in.readInt(); n > 0; n--) {
        int label = in.readInt();
        addHead(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8), label);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of samples of each main class, up to the largest class that a label has. */
  long[] counts() {
    long[] all = new long[classes];
    counts.forEach((label, count) -> all[label] = count);
    return all;
  }

  SortedMap<Lane, List<RingSample>> heads() {
    return heads.heads();
  }

  byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(classes);
      out.writeInt(counts.size());
      for (Map.Entry<Integer, Long> count : counts.entrySet()) {
        out.writeInt(count.getKey());
        out.writeLong(count.getValue());
      }
      List<RingSample> samples = heads().values().stream().flatMap(List::stream).toList();
      out.writeInt(samples.size());
      for (RingSample sample : samples) {
        byte[] id = sample.id().getBytes(StandardCharsets.UTF_8);
        out.writeInt(sample.label());
        out.writeInt(id.length);
        out.write(id);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
