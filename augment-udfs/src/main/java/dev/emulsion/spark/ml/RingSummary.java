package dev.emulsion.spark.ml;

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
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What pairing must know of all samples: how many each class has, and the heads of each lane. */
final class RingSummary {

  private final RingLayout layout;
  private final LaneHeads heads;
  private final TreeMap<Integer, Long> counts = new TreeMap<>();

  /**
   * A summary of no samples.
   *
   * @param heads without samples
   */
  RingSummary(RingLayout layout, LaneHeads heads) {
    this.layout = layout;
    this.heads = heads;
  }

  /**
   * Adds a sample.
   *
   * @param label its main class
   */
  void add(String id, int label) {
    counts.merge(label, 1L, Long::sum);
    addHead(id, label);
  }

  private void addHead(String id, int label) {
    heads.add(layout.lane(id, label), new RingSample(layout.key(id), id, label));
  }

  /** Adds the samples of a summary that {@link #bytes} wrote. */
  void add(byte[] summary) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(summary))) {
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

  /** Number of samples of each class, up to the largest class there is. */
  long[] counts() {
    long[] all = new long[counts.isEmpty() ? 0 : counts.lastKey() + 1];
    counts.forEach((label, count) -> all[label] = count);
    return all;
  }

  SortedMap<Lane, List<RingSample>> heads() {
    return heads.heads();
  }

  byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
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
