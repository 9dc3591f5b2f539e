package dev.emulsion.image.codec;

import dev.emulsion.image.Size;

/**
 * The planes of a JPEG and how they fit together.
 *
 * <p>A coding unit is the smallest area with a whole number of blocks of every component.
 *
 * @param maxAcross the largest sampling factor of the components
 * @param maxDown the largest sampling factor of the components
 */
record JpegFrame(Size size, JpegComponent[] components, int maxAcross, int maxDown) {

  private static final int MAX_FACTOR = 4;

  /** Reads a frame header. */
  static JpegFrame read(JpegSegments segments, Size size) throws DecodeException {
    ByteReader bytes = segments.bytes();
    int at = segments.data() + 5;
    JpegComponent[] components = new JpegComponent[bytes.u8(at++)];
    int maxAcross = 1;
    int maxDown = 1;
    for (int i = 0; i < components.length; i++, at += 3) {
      int across = bytes.u8(at + 1) >> 4;
      int down = bytes.u8(at + 1) & 15;
      int table = bytes.u8(at + 2);
      boolean valid = across > 0 && across <= MAX_FACTOR && down > 0 && down <= MAX_FACTOR;
      if (!valid || table >= JpegScanReader.TABLES) {
        throw DecodeException.corrupt("JPEG has a component with invalid parameters");
      }
      boolean single = components.length == 1; // factors are relative to those of others
      components[i] =
          new JpegComponent(bytes.u8(at), single ? 1 : across, single ? 1 : down, table);
      maxAcross = Math.max(maxAcross, components[i].across);
      maxDown = Math.max(maxDown, components[i].down);
    }
    for (JpegComponent component : components) {
      if (maxAcross % component.across != 0 || maxDown % component.down != 0) {
        throw DecodeException.unsupported(
            JpegHeader.RARE, "JPEG has a component with a fractional sampling factor");
      }
      component.fit(size, maxAcross, maxDown);
    }
    return new JpegFrame(size, components, maxAcross, maxDown);
  }

  /** Whether no component has more samples than the first. */
  boolean isFirstLargest() {
    return components[0].across == maxAcross && components[0].down == maxDown;
  }

  int unitsAcross() {
    return JpegComponent.ceil(size.width(), 8 * maxAcross);
  }

  int unitsDown() {
    return JpegComponent.ceil(size.height(), 8 * maxDown);
  }

  /** The first pixel row of the last coding unit. */
  int lastUnitRow() {
    return (unitsDown() - 1) * 8 * maxDown;
  }

  /** The first pixel column of the last coding unit. */
  int lastUnitColumn() {
    return (unitsAcross() - 1) * 8 * maxAcross;
  }
}
