package dev.emulsion.image.codec;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.JpegHeader.Coding;
import dev.emulsion.image.codec.JpegScans.Ending;
import dev.emulsion.image.codec.JpegScans.Layout;
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
  private final JpegPart part;
  private final JpegKernel kernel;
  private final JpegBlocks[] blocks;
  private int scans;

  /** The last row of units for which the latest scan had data. */
  private int lastGoodUnitRow;

  private JpegDecoder(
      byte[] encoded, JpegHeader header, Layout layout, Box wanted, JpegKernel kernel)
      throws DecodeException {
    this.encoded = encoded;
    this.header = header;
    this.layout = layout;
    this.reader = new JpegScanReader(encoded, header, layout);
    this.frame = reader.frame();
    this.components = frame.components();
    this.part = JpegPart.of(wanted, frame);
    this.kernel = kernel;
    this.blocks = new JpegBlocks[components.length];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new JpegBlocks(components[i], kernel);
    }
  }

  /** Decodes a part of a file that was found well-formed up to its end marker, to RGB. */
  static Image read(byte[] encoded, JpegHeader header, Layout layout, Box wanted)
      throws DecodeException {
    return read(encoded, header, layout, wanted, JpegKernel.fastest());
  }

  static Image read(byte[] encoded, JpegHeader header, Layout layout, Box wanted, JpegKernel kernel)
      throws DecodeException {
    return new JpegDecoder(encoded, header, layout, wanted, kernel).read();
  }

  /**
   * Rejects a sequential file of one scan whose data run out before the last coding unit. Reads the
   * codes only, which takes a fraction of decoding.
   */
  static void requireDataOfLastUnit(byte[] encoded, JpegHeader header, Layout layout)
      throws DecodeException {
    Box none = new Box(0, 0, 0, 0);
    new JpegDecoder(encoded, header, layout, none, new ScalarJpeg()).requireDataOfLastUnit();
  }

  private void requireDataOfLastUnit() throws DecodeException {
    JpegScan scan = reader.next().orElseThrow();
    requireBitForEachBlock(scan);
    JpegEntropy entropy = new JpegEntropy(encoded, scan.from(), scan.to());
    int units = frame.unitsDown() * frame.unitsAcross();
    for (int unit = 0; unit < units; unit++) {
      restartIfDue(unit, scan, entropy);
      if (!entropy.dry()) {
        skipUnit(entropy);
      } else if (unit == units - 1) {
        throw endsEarly();
      }
    }
  }

  private void skipUnit(JpegEntropy entropy) {
    for (JpegBlocks of : blocks) {
      int count = of.component().across * of.component().down;
      for (int block = 0; block < count; block++) {
        of.skip(entropy);
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
    JpegOutput output = new JpegOutput(frame, part, header.colors(), kernel);
    boolean missing = false;
    int unit = 0;
    for (int row = 0; row < frame.unitsDown(); row++) {
      for (int column = 0; column < frame.unitsAcross(); column++) {
        restartIfDue(unit++, scan, entropy);
        missing = entropy.dry();
        if (part.has(row, column)) {
          decodeUnit(entropy, row, column);
        } else if (!missing) {
          skipUnit(entropy);
        }
      }
      if (part.hasRow(row)) {
        for (JpegBlocks of : blocks) {
          of.flush();
        }
        output.unitRowIsDone(row);
      }
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
    for (int c = 0; c < components.length; c++) {
      JpegComponent component = components[c];
      for (int i = 0; i < component.down; i++) {
        for (int j = 0; j < component.across; j++) {
          int row = unitRow * component.down + i;
          int column = unitColumn * component.across + j;
          if (missing) {
            blocks[c].addGray(row, column);
          } else {
            blocks[c].decode(entropy, row, column);
          }
        }
      }
    }
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
      component.prediction += entropy.difference(component.dc);
      coefficients[at] = (short) component.prediction;
      entropy.coefficients(component.ac, coefficients, at, JpegEntropy.ONE_BLOCK);
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
    JpegOutput output = new JpegOutput(frame, part, header.colors(), kernel);
    for (int unitRow = part.firstRow(); unitRow < part.endRow(); unitRow++) {
      for (JpegBlocks of : blocks) {
        JpegComponent component = of.component();
        if (component.quantization == null) {
          component.quantization = new int[64]; // a truncated file ends before its scan
        }
        int end = Math.min(component.blocksDown, (unitRow + 1) * component.down);
        for (int row = unitRow * component.down; row < end; row++) {
          if (smooth) {
            smoothRow(of, unitRow, row);
          } else {
            transformRow(of, row);
          }
        }
        of.flush();
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

  private void transformRow(JpegBlocks blocks, int row) {
    JpegComponent component = blocks.component();
    int end = endColumn(component);
    for (int column = part.firstColumn() * component.across; column < end; column++) {
      blocks.add(component.coefficients, component.block(row, column), row, column);
    }
  }

  private int endColumn(JpegComponent component) {
    return Math.min(component.blocksAcross, part.endColumn() * component.across);
  }

  private void smoothRow(JpegBlocks blocks, int unitRow, int row) {
    JpegComponent component = blocks.component();
    int[] low = unitRow <= lastGoodUnitRow ? component.low : component.lowBefore(scans == 1);
    JpegSmoothing smoothing = new JpegSmoothing(component, low);
    int[] rows = component.rowsAround(row, unitRow, frame.unitsDown());
    int end = endColumn(component);
    for (int column = part.firstColumn() * component.across; column < end; column++) {
      blocks.add(smoothing.estimated(rows, column), 0, row, column);
    }
  }
}
