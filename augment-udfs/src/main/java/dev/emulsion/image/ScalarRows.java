package dev.emulsion.image;

import java.util.Arrays;

/** Plain loops; C2 vectorises the vertical one. */
final class ScalarRows implements RowKernel {

  private int[] sums = {};

  @Override
  public void across(
      byte[] samples, int[] offsets, int width, int bands, Weights columns, int[] out, int[] rows) {
    for (int k = 0; k < ROWS; k++) {
      across(samples, offsets[k], bands, columns, out, rows[k]);
    }
  }

  private static void across(
      byte[] samples, int offset, int bands, Weights columns, int[] rows, int row) {
    int outputs = columns.first.length;
    for (int o = 0; o < outputs; o++) {
      int p = offset + columns.first[o] * bands;
      int value = o * columns.taps;
      int end = value + columns.count[o];
      int to = row + o * bands;
      if (bands == 3) {
        threeBands(samples, p, columns.values, value, end, rows, to);
      } else {
        for (int band = 0; band < bands; band++) {
          rows[to + band] = oneBand(samples, p + band, bands, columns.values, value, end);
        }
      }
    }
  }

  private static void threeBands(
      byte[] samples, int from, int[] values, int value, int end, int[] rows, int to) {
    int red = Weights.HALF;
    int green = Weights.HALF;
    int blue = Weights.HALF;
    int p = from;
    for (int v = value; v < end; v++) {
      int weight = values[v];
      red += weight * (samples[p] & 0xFF);
      green += weight * (samples[p + 1] & 0xFF);
      blue += weight * (samples[p + 2] & 0xFF);
      p += 3;
    }
    rows[to] = Weights.sample(red);
    rows[to + 1] = Weights.sample(green);
    rows[to + 2] = Weights.sample(blue);
  }

  private static int oneBand(
      byte[] samples, int from, int bands, int[] values, int value, int end) {
    int sum = Weights.HALF;
    int p = from;
    for (int v = value; v < end; v++) {
      sum += values[v] * (samples[p] & 0xFF);
      p += bands;
    }
    return Weights.sample(sum);
  }

  @Override
  public void down(
      int[] rows,
      int[] starts,
      int count,
      int[] values,
      int value,
      int length,
      byte[] out,
      int at) {
    if (sums.length < length) {
      sums = new int[length];
    }
    Arrays.fill(sums, 0, length, Weights.HALF);
    for (int k = 0; k < count; k++) {
      add(rows, starts[k], values[value + k], length, sums);
    }
    for (int i = 0; i < length; i++) {
      out[at + i] = (byte) Weights.sample(sums[i]);
    }
  }

  private static void add(int[] rows, int start, int weight, int length, int[] sums) {
    for (int i = 0; i < length; i++) {
      sums[i] += weight * rows[start + i];
    }
  }
}
