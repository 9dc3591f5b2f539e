package dev.emulsion.image.codec;

import java.util.List;

/**
 * One scan: which coefficients of which components are coded where.
 *
 * @param first index of the first coefficient
 * @param last index of the last coefficient
 * @param high position of the lowest bit decoded before; 0 in a first scan
 * @param low position of the lowest bit decoded by this scan
 * @param restartInterval coding units between restart markers; 0 if there are none
 * @param from position of the coded data
 * @param to position of the marker after the coded data
 */
record JpegScan(
    List<JpegComponent> components,
    int first,
    int last,
    int high,
    int low,
    int restartInterval,
    int from,
    int to) {

  private static final int MAX_LOW = 13;

  /** Requires what a progressive scan may contain. */
  void requireProgressive() throws DecodeException {
    boolean valid = first == 0 ? last == 0 : last >= first && last < 64 && components.size() == 1;
    if (!valid || low > MAX_LOW || high != 0 && high != low + 1) {
      throw DecodeException.corrupt("JPEG has a progressive scan with invalid parameters");
    }
  }

  /** The blocks of a coding unit. */
  int blocksInUnit() {
    int blocks = 0;
    for (JpegComponent component : components) {
      blocks += component.across * component.down;
    }
    return components.size() == 1 ? 1 : blocks;
  }

  /** The blocks that hold pixels. */
  long blocks() {
    long blocks = 0;
    for (JpegComponent component : components) {
      blocks += (long) component.blocksAcross * component.blocksDown;
    }
    return blocks;
  }
}
