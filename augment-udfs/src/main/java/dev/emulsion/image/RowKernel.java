package dev.emulsion.image;

/**
 * The two inner loops of a resize. Implementations give equal results.
 *
 * <p>Between the two passes samples are integers from 0 to 255, one {@code int} each, bands
 * interleaved.
 */
interface RowKernel {

  /** How many ints an implementation may write beyond the end of a row. */
  int SLACK = 8;

  /**
   * The horizontal pass over one row.
   *
   * @param offset where the row begins in {@code samples}
   * @param width pixels of the row; {@code columns} reads no others
   * @param row where the result begins in {@code rows}; {@link #SLACK} ints behind its end may be
   *     overwritten too
   */
  void across(
      byte[] samples, int offset, int width, int bands, Weights columns, int[] rows, int row);

  /**
   * The vertical pass for one row of {@code length} samples.
   *
   * @param rows results of the horizontal pass
   * @param starts where each of {@code count} rows begins in {@code rows}
   * @param values the weights of these rows, from {@code value} on
   * @param at where the result begins in {@code out}
   */
  void down(
      int[] rows, int[] starts, int count, int[] values, int value, int length, byte[] out, int at);
}
