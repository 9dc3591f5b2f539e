package dev.emulsion.fractal;

/** The rectangle of the plane that an image shows. */
public record Window(double minX, double minY, double maxX, double maxY) {

  /** The smallest window around {@code points}, at least one. */
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

  /** This window, moved and scaled. */
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
   * How to move and scale a window, as shares of its sides.
   *
   * @param zoomX new width over old width
   * @param zoomY new height over old height
   */
  public record Move(double shiftX, double shiftY, double zoomX, double zoomY) {

    /** Keeps the window. */
    public static final Move NONE = new Move(0, 0, 1, 1);
  }
}
