package dev.emulsion.image.codec;

/** The five row filters of PNG, undone in place. */
final class PngFilter {

  private PngFilter() {}

  /**
   * Restores a row.
   *
   * @param previous the restored row above; zeros for the first
   * @param pixelBytes distance to the pixel on the left
   */
  static void undo(int filter, byte[] row, byte[] previous, int pixelBytes) throws DecodeException {
    switch (filter) {
      case 0 -> {}
      case 1 -> sub(row, pixelBytes);
      case 2 -> up(row, previous);
      case 3 -> average(row, previous, pixelBytes);
      case 4 -> paeth(row, previous, pixelBytes);
      default ->
          throw DecodeException.corrupt("PNG has a row with filter " + filter + "; 0 to 4 exist");
    }
  }

  private static void sub(byte[] row, int pixelBytes) {
    for (int i = pixelBytes; i < row.length; i++) {
      row[i] += row[i - pixelBytes];
    }
  }

  private static void up(byte[] row, byte[] previous) {
    for (int i = 0; i < row.length; i++) {
      row[i] += previous[i];
    }
  }

  private static void average(byte[] row, byte[] previous, int pixelBytes) {
    for (int i = 0; i < row.length; i++) {
      int left = i < pixelBytes ? 0 : row[i - pixelBytes] & 0xFF;
      row[i] += (byte) ((left + (previous[i] & 0xFF)) >> 1);
    }
  }

  private static void paeth(byte[] row, byte[] previous, int pixelBytes) {
    for (int channel = 0; channel < Math.min(pixelBytes, row.length); channel++) {
      int left = 0;
      int corner = 0;
      for (int i = channel; i < row.length; i += pixelBytes) {
        int above = previous[i] & 0xFF;
        int toLeft = above - corner;
        int toAbove = left - corner;
        int toCorner = Math.abs(toLeft + toAbove);
        toLeft = Math.abs(toLeft);
        toAbove = Math.abs(toAbove);
        int nearest = toAbove <= toCorner ? above : corner;
        nearest = toLeft <= Math.min(toAbove, toCorner) ? left : nearest;
        left = row[i] + nearest & 0xFF;
        row[i] = (byte) left;
        corner = above;
      }
    }
  }
}
