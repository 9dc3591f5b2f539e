package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.JpegHeader.Coding;
import dev.emulsion.image.codec.JpegScans.Ending;
import dev.emulsion.image.codec.JpegScans.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decodes baseline, extended and progressive Huffman-coded JPEG exactly as libjpeg-turbo does,
 * including damaged coded data, which decoders otherwise disagree on.
 *
 * <p>A file of one scan whose data run out before the last coding unit is rejected. Other missing
 * or invalid data give the pixels that Pillow gives.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81</a>
 */
final class JpegDecoder {

  private final byte[] encoded;
  private final JpegHeader header;
  private final Layout layout;
  private final JpegScanReader reader;
  private final JpegFrame frame;
  private final JpegComponent[] components;
  private final JpegDct dct = new JpegDct();
  private int scans;

  /** The last row of units for which the latest scan had data. */
  private int lastGoodUnitRow;

  private JpegDecoder(byte[] encoded, JpegHeader header, Layout layout) throws DecodeException {
    this.encoded = encoded;
    this.header = header;
    this.layout = layout;
    this.reader = new JpegScanReader(encoded, header, layout);
    this.frame = reader.frame();
    this.components = frame.components();
  }

  /** Decodes a file that was found well-formed up to its end marker, to RGB. */
  static Image read(byte[] encoded, JpegHeader header, Layout layout) throws DecodeException {
    return new JpegDecoder(encoded, header, layout).read();
  }

  /**
   * Rejects a sequential file of one scan whose data run out before the last coding unit. Reads the
   * codes only, which takes a fraction of decoding.
   */
  static void requireDataOfLastUnit(byte[] encoded, JpegHeader header, Layout layout)
      throws DecodeException {
    new JpegDecoder(encoded, header, layout).requireDataOfLastUnit();
  }

  private void requireDataOfLastUnit() throws DecodeException {
    JpegScan scan = reader.next().orElseThrow();
    requireBitForEachBlock(scan);
    JpegEntropy entropy = new JpegEntropy(encoded, scan.from(), scan.to());
    short[] unused = new short[64];
    int units = frame.unitsDown() * frame.unitsAcross();
    for (int unit = 0; unit < units; unit++) {
      restartIfDue(unit, scan, entropy);
      if (!entropy.dry()) {
        skipUnit(entropy, unused);
      } else if (unit == units - 1) {
        throw endsEarly();
      }
    }
  }

  private void skipUnit(JpegEntropy entropy, short[] unused) {
    for (JpegComponent component : components) {
      for (int block = 0; block < component.across * component.down; block++) {
        entropy.difference(component.dc);
        entropy.coefficients(component.ac, unused, 0);
      }
    }
  }

  private Image read() throws DecodeException {
    while (true) {
      Optional<JpegScan> next = reader.next();
      if (next.isEmpty()) {
        return ofCoefficients();
      }
      JpegScan scan = next.get();
      requireBitForEachBlock(scan);
      JpegEntropy entropy = new JpegEntropy(encoded, scan.from(), scan.to());
      if (isOnlyScan(scan)) {
        return onlyScan(scan, entropy);
      }
      oneOfSeveral(scan, entropy);
    }
  }

  /** Whether a scan has everything, so that its blocks can be transformed while they are read. */
  private boolean isOnlyScan(JpegScan scan) {
    return header.coding() == Coding.SEQUENTIAL
        && layout.scanEnds().size() == 1
        && scan.components().equals(List.of(components));
  }

  /** Rejects an only scan that is too short, before memory is allocated for its pixels. */
  private void requireBitForEachBlock(JpegScan scan) throws DecodeException {
    boolean tooShort = (scan.to() - scan.from()) * (long) Byte.SIZE < scan.blocks();
    if (tooShort && isOnlyScan(scan) && layout.ending() == Ending.WHOLE) {
      throw endsEarly();
    }
  }

  private static DecodeException endsEarly() {
    return DecodeException.corrupt("JPEG has coded data that end before the image does");
  }

  private Image onlyScan(JpegScan scan, JpegEntropy entropy) throws DecodeException {
    for (JpegComponent component : components) {
      component.coefficients = new short[64];
    }
    JpegOutput output = new JpegOutput(frame, header.colors());
    boolean missing = false;
    int unit = 0;
    for (int row = 0; row < frame.unitsDown(); row++) {
      for (int column = 0; column < frame.unitsAcross(); column++) {
        restartIfDue(unit++, scan, entropy);
        missing = entropy.dry();
        decodeUnit(entropy, row, column);
      }
      output.unitRowIsDone(row);
    }
    if (missing && layout.ending() == Ending.WHOLE) {
      throw endsEarly();
    }
    return output.image();
  }

  private void restartIfDue(int unit, JpegScan scan, JpegEntropy entropy) {
    int interval = scan.restartInterval();
    if (interval > 0 && unit > 0 && unit % interval == 0) {
      entropy.restart();
      for (JpegComponent component : scan.components()) {
        component.prediction = 0;
      }
    }
  }

  /** Decodes a unit to samples; to gray, if the data ended before it. */
  private void decodeUnit(JpegEntropy entropy, int unitRow, int unitColumn) {
    boolean missing = entropy.dry();
    for (JpegComponent component : components) {
      for (int i = 0; i < component.down; i++) {
        for (int j = 0; j < component.across; j++) {
          Arrays.fill(component.coefficients, (short) 0);
          int last = missing ? 0 : decodeSequential(component, entropy, 0);
          int row = unitRow * component.down + i;
          int column = unitColumn * component.across + j;
          transform(component, component.coefficients, 0, last, row, column);
        }
      }
    }
  }

  /** Returns the index of the last coefficient that is not 0, or 0. */
  private static int decodeSequential(JpegComponent component, JpegEntropy entropy, int at) {
    component.prediction += entropy.difference(component.dc);
    component.coefficients[at] = (short) component.prediction;
    return entropy.coefficients(component.ac, component.coefficients, at);
  }

  private void transform(
      JpegComponent component, short[] coefficients, int at, int last, int row, int column) {
    dct.samples(
        coefficients,
        at,
        component.quantization,
        last,
        component.samples(),
        component.firstSample(row, column),
        component.stride());
  }

  /** Adds the coefficients of a scan to those of the scans before. */
  private void oneOfSeveral(JpegScan scan, JpegEntropy entropy) {
    scans++;
    for (JpegComponent component : components) {
      if (component.coefficients == null) {
        component.coefficients = new short[Math.toIntExact(component.blocks() * 64)];
      }
    }
    if (header.coding() == Coding.PROGRESSIVE) {
      for (JpegComponent component : scan.components()) {
        component.noteBits(scan, scans == 1);
      }
    }
    if (scan.components().size() == 1) {
      blocksInOrder(scan, entropy);
    } else {
      interleaved(scan, entropy);
    }
  }

  private void blocksInOrder(JpegScan scan, JpegEntropy entropy) {
    JpegComponent component = scan.components().get(0);
    int unit = 0;
    for (int row = 0; row < component.blocksDown; row++) {
      for (int column = 0; column < component.blocksAcross; column++) {
        noteGood(entropy, row / component.down);
        restartIfDue(unit++, scan, entropy);
        if (!entropy.dry()) {
          decode(scan, component, entropy, component.block(row, column));
        }
      }
    }
  }

  private void interleaved(JpegScan scan, JpegEntropy entropy) {
    int unit = 0;
    for (int row = 0; row < frame.unitsDown(); row++) {
      for (int column = 0; column < frame.unitsAcross(); column++) {
        noteGood(entropy, row);
        restartIfDue(unit++, scan, entropy);
        if (!entropy.dry()) {
          interleavedUnit(scan, entropy, row, column);
        }
      }
    }
  }

  private void noteGood(JpegEntropy entropy, int unitRow) {
    if (!entropy.dry()) {
      lastGoodUnitRow = unitRow;
    }
  }

  private void interleavedUnit(JpegScan scan, JpegEntropy entropy, int unitRow, int unitColumn) {
    for (JpegComponent component : scan.components()) {
      for (int i = 0; i < component.down; i++) {
        for (int j = 0; j < component.across; j++) {
          int row = unitRow * component.down + i;
          int column = unitColumn * component.across + j;
          decode(scan, component, entropy, component.block(row, column));
        }
      }
    }
  }

  private void decode(JpegScan scan, JpegComponent component, JpegEntropy entropy, int at) {
    short[] coefficients = component.coefficients;
    if (header.coding() == Coding.SEQUENTIAL) {
      decodeSequential(component, entropy, at);
    } else if (scan.first() == 0 && scan.high() == 0) {
      component.prediction += entropy.difference(component.dc);
      coefficients[at] = (short) (component.prediction << scan.low());
    } else if (scan.first() == 0) {
      entropy.refineDc(coefficients, at, scan);
    } else if (scan.high() == 0) {
      entropy.firstBits(component.ac, coefficients, at, scan);
    } else {
      entropy.refineBits(component.ac, coefficients, at, scan);
    }
  }

  private Image ofCoefficients() {
    boolean smooth = isSmoothed();
    JpegOutput output = new JpegOutput(frame, header.colors());
    for (int unitRow = 0; unitRow < frame.unitsDown(); unitRow++) {
      for (JpegComponent component : components) {
        if (component.quantization == null) {
          component.quantization = new int[64]; // a truncated file ends before its scan
        }
        int end = Math.min(component.blocksDown, (unitRow + 1) * component.down);
        for (int row = unitRow * component.down; row < end; row++) {
          if (smooth) {
            smoothRow(component, unitRow, row);
          } else {
            transformRow(component, row);
          }
        }
      }
      output.unitRowIsDone(unitRow);
    }
    return output.image();
  }

  private boolean isSmoothed() {
    boolean possible = header.coding() == Coding.PROGRESSIVE;
    boolean useful = false;
    for (JpegComponent component : components) {
      possible &= JpegSmoothing.possible(component);
      useful |= JpegSmoothing.useful(component);
    }
    return possible && useful;
  }

  private void transformRow(JpegComponent component, int row) {
    for (int column = 0; column < component.blocksAcross; column++) {
      int at = component.block(row, column);
      int last = last(component.coefficients, at);
      transform(component, component.coefficients, at, last, row, column);
    }
  }

  private void smoothRow(JpegComponent component, int unitRow, int row) {
    int[] low = unitRow <= lastGoodUnitRow ? component.low : component.lowBefore(scans == 1);
    JpegSmoothing smoothing = new JpegSmoothing(component, low);
    int[] rows = component.rowsAround(row, unitRow, frame.unitsDown());
    for (int column = 0; column < component.blocksAcross; column++) {
      short[] block = smoothing.estimated(rows, column);
      transform(component, block, 0, last(block, 0), row, column);
    }
  }

  /** Above 0 if a block has a coefficient other than the first. */
  private static int last(short[] coefficients, int at) {
    for (int i = 1; i < 64; i++) {
      if (coefficients[at + i] != 0) {
        return i;
      }
    }
    return 0;
  }
}
