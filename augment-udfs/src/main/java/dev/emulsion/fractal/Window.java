package dev.emulsion.fractal;

/** The part of the plane that an image shows. */
public record Window(double minX, double minY, double maxX, double maxY) {

  /** The least window that shows all {@code points}, of which there is at least one. */
  public static Window around(Points points) {
    double minX = points.x()[0];
    double maxX = minX;
    double minY = points.y()[0];
    double maxY = minY;
    for (int i = 1; i < points.count(); i++) {
      minX = Math.min(minX, points.x()[i]);
      maxX = Math.max(maxX, points.x()[i]);
      minY = Math.min(minY, points.y()[i]);
      maxY = Math.max(maxY, points.y()[i]);
    }
    return new Window(minX, minY, maxX, maxY);
  }

  /** This window after {@code move}. */
  public Window moved(Move move) {
    double spanX = maxX - minX;
    double spanY = maxY - minY;
    double x = (minX + maxX) / 2 + spanX * move.shiftX();
    double y = (minY + maxY) / 2 + spanY * move.shiftY();
    double halfX = spanX * move.zoomX() / 2;
    double halfY = spanY * move.zoomY() / 2;
    return new Window(x - halfX, y - halfY, x + halfX, y + halfY);
  }

  /**
   * How a window is moved and stretched, as shares of its sides.
   *
   * @param zoomX new length of the side over the old
   */
  public record Move(double shiftX, double shiftY, double zoomX, double zoomY) {

    /** The window stays as it is. */
    public static final Move NONE = new Move(0, 0, 1, 1);
  }
}
