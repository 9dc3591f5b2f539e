package dev.emulsion.image;

/**
 * The two inner loops of a resize. Implementations give equal results.
 *
 * <p>Between the two passes samples are integers from 0 to 255, one {@code int} each, channels
 * interleaved.
 */
interface RowKernel {

  /** The number of rows that go through the horizontal pass together. */
  int ROWS = 8;

  /**
   * The horizontal pass over {@link #ROWS} rows.
   *
   * @param offsets of each row in {@code samples}
   * @param width of the rows in pixels; {@code columns} reads no others
   * @param rows offset of each result in {@code out}
   */
  void across(
      byte[] samples,
      int[] offsets,
      int width,
      int channels,
      Weights columns,
      int[] out,
      int[] rows);

  /**
   * The vertical pass for one row of {@code length} samples.
   *
   * @param rows results of the horizontal pass
   * @param starts offset of each of {@code count} rows in {@code rows}
   * @param values the weights of these rows, from {@code value} on
   * @param at offset of the result in {@code out}
   */
  void down(
      int[] rows, int[] starts, int count, int[] values, int value, int length, byte[] out, int at);
}
