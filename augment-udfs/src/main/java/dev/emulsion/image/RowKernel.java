package dev.emulsion.image;

/**
 * The two inner loops of a resize. Implementations give equal results.
 *
 * <p>Between the two passes the rows, rounded to 8 bits and with their channels interleaved, are in
 * a buffer of the kernel's own, in the form that suits its loops.
 */
interface RowKernel {

  /** The number of rows that go through the horizontal pass together. */
  int ROWS = 8;

  /** Samples after each row between the passes that the next row may not begin in. */
  int GAP = 1;

  /** Whether rows of {@code width} pixels can be made rows of {@code outputs} pixels. */
  boolean serves(int channels, int width, int outputs);

  /** Makes room for so many samples between the passes. What was there is lost. */
  void reserve(int samples);

  /**
   * The horizontal pass over {@link #ROWS} rows.
   *
   * @param offsets of each row in {@code samples}
   * @param width of the rows in pixels; {@code columns} reads no others
   * @param targets offset of each result in the kernel's buffer
   */
  void across(
      byte[] samples, int[] offsets, int width, int channels, Weights columns, int[] targets);

  /**
   * The vertical pass for one row of {@code length} samples.
   *
   * @param starts offset in the kernel's buffer of each row that output {@code y} of {@code lines}
   *     is made of
   * @param at offset of the result in {@code out}
   */
  void down(int[] starts, Weights lines, int y, int length, byte[] out, int at);
}
