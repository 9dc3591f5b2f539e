package dev.emulsion.image.codec;

import dev.emulsion.image.codec.JpegHeader.Coding;
import dev.emulsion.image.codec.JpegScans.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the scan headers of a JPEG, with the tables that each scan uses, and rejects what libjpeg
 * rejects in them.
 */
final class JpegScanReader {

  static final int TABLES = 4;

  private static final int MAX_BLOCKS_IN_UNIT = 10;

  private final byte[] encoded;
  private final JpegHeader header;
  private final Layout layout;
  private final JpegSegments segments;
  private final ByteReader bytes;
  private final int[][] quantization = new int[TABLES][];
  private final JpegHuffman[] dc = new JpegHuffman[TABLES];
  private final JpegHuffman[] ac = new JpegHuffman[TABLES];
  private final JpegFrame frame;
  private int restartInterval;
  private int scans;

  JpegScanReader(byte[] encoded, JpegHeader header, Layout layout) throws DecodeException {
    this.encoded = encoded;
    this.header = header;
    this.layout = layout;
    this.segments = new JpegSegments(encoded);
    this.bytes = segments.bytes();
    JpegSegments toFrame = new JpegSegments(encoded);
    do {
      toFrame.next();
    } while (!JpegSegments.isFrame(toFrame.marker()));
    this.frame = JpegFrame.read(toFrame, header.header().size());
  }

  /** Requires valid tables and scan headers throughout, and returns the frame. */
  static JpegFrame requireValid(byte[] encoded, JpegHeader header, Layout layout)
      throws DecodeException {
    JpegScanReader reader = new JpegScanReader(encoded, header, layout);
    while (reader.next().isPresent()) {
      // each is checked
    }
    return reader.frame;
  }

  JpegFrame frame() {
    return frame;
  }

  /** The next scan, whose components then have the tables that it uses; empty after the last. */
  Optional<JpegScan> next() throws DecodeException {
    while (scans < layout.scanEnds().size()) {
      segments.next();
      int marker = segments.marker();
      if (marker == JpegSegments.DQT) {
        quantizationTables();
      } else if (marker == JpegSegments.DHT) {
        huffmanTables();
      } else if (marker == JpegSegments.DRI) {
        restartInterval = bytes.u16(segments.data());
      } else if (marker == JpegSegments.SOS) {
        JpegScan scan = scan(layout.scanEnds().get(scans++));
        segments.continueAt(scan.to());
        return Optional.of(scan);
      }
    }
    return Optional.empty();
  }

  private void quantizationTables() throws DecodeException {
    int end = segments.end();
    for (int at = segments.data(); at < end; ) {
      int sampleBytes = bytes.u8(at) >> 4 == 0 ? 1 : 2;
      int table = bytes.u8(at) & 15;
      at++;
      if (table >= TABLES || at + 64 * sampleBytes > end) {
        throw DecodeException.corrupt("JPEG has an invalid quantization table");
      }
      quantization[table] = new int[64];
      for (int i = 0; i < 64; i++, at += sampleBytes) {
        quantization[table][JpegEntropy.natural(i)] =
            sampleBytes == 1 ? bytes.u8(at) : bytes.u16(at);
      }
    }
  }

  private void huffmanTables() throws DecodeException {
    int end = segments.end();
    for (int at = segments.data(); at < end; ) {
      int kind = bytes.u8(at) >> 4;
      int index = bytes.u8(at) & 15;
      at++;
      int symbols = at + JpegHuffman.MAX_LENGTH;
      int sum = 0;
      for (int i = at; i < symbols && i < end; i++) {
        sum += bytes.u8(i);
      }
      if (kind > 1 || index >= TABLES || sum == 0 || sum > 256 || sum > end - symbols) {
        throw DecodeException.corrupt("JPEG has an invalid Huffman table");
      }
      (kind == 0 ? dc : ac)[index] = JpegHuffman.of(Arrays.copyOfRange(encoded, at, symbols + sum));
      at = symbols + sum;
    }
  }

  private JpegScan scan(int end) throws DecodeException {
    int at = segments.data();
    int count = bytes.u8(at++);
    if (count == 0 || count > TABLES) {
      throw DecodeException.corrupt("JPEG has a scan of " + count + " components");
    }
    List<JpegComponent> members = new ArrayList<>();
    for (int i = 0; i < count; i++, at += 2) {
      members.add(member(bytes.u8(at), bytes.u8(at + 1), members));
    }
    int bits = bytes.u8(at + 2);
    JpegScan scan =
        new JpegScan(
            members,
            bytes.u8(at),
            bytes.u8(at + 1),
            bits >> 4,
            bits & 15,
            restartInterval,
            segments.end(),
            end);
    if (scan.blocksInUnit() > MAX_BLOCKS_IN_UNIT) {
      throw DecodeException.corrupt(
          "JPEG has a coding unit of " + scan.blocksInUnit() + " blocks, over the limit of 10");
    }
    if (header.coding() == Coding.PROGRESSIVE) {
      scan.requireProgressive();
    }
    requireTables(scan);
    return scan;
  }

  private JpegComponent member(int id, int tables, List<JpegComponent> others)
      throws DecodeException {
    for (JpegComponent component : frame.components()) {
      if (component.id == id && !others.contains(component)) {
        component.dc = table(dc, tables >> 4, JpegStandardTables.DC);
        component.ac = table(ac, tables & 15, JpegStandardTables.AC);
        component.prediction = 0;
        if (component.quantization == null) {
          component.quantization = quantization[component.quantizationTable];
        }
        return component;
      }
    }
    throw DecodeException.corrupt("JPEG has a scan of an unknown component " + id);
  }

  /** The table of that index; null if there is none. */
  private JpegHuffman table(JpegHuffman[] defined, int index, JpegHuffman[] standard) {
    if (index >= TABLES) {
      return null;
    }
    boolean isStandard =
        defined[index] == null && index < standard.length && header.coding() == Coding.SEQUENTIAL;
    return isStandard ? standard[index] : defined[index];
  }

  private void requireTables(JpegScan scan) throws DecodeException {
    boolean sequential = header.coding() == Coding.SEQUENTIAL;
    boolean needsDc = sequential || scan.first() == 0 && scan.high() == 0;
    boolean needsAc = sequential || scan.first() > 0;
    for (JpegComponent component : scan.components()) {
      if (component.quantization == null) {
        throw DecodeException.corrupt("JPEG has no quantization table for a component");
      }
      if (needsDc && component.dc == null || needsAc && component.ac == null) {
        throw DecodeException.corrupt("JPEG has no Huffman table for a component");
      }
      if (needsDc) {
        component.dc.requireSizes();
      }
    }
  }
}
