package dev.emulsion.jobs.estimate;

/**
 * Side inputs that are shuffled with a sample.
 *
 * @param rows average number of rows per sample
 * @param bytes average total length of their contents per sample
 */
record SideInputLoad(double rows, double bytes) {

  static final SideInputLoad NONE = new SideInputLoad(0, 0);

  SideInputLoad plus(SideInputLoad other) {
    return new SideInputLoad(rows + other.rows, bytes + other.bytes);
  }
}
