package dev.emulsion.image;

import java.util.Arrays;

/** Plain loops; C2 vectorizes the vertical one. */
final class ScalarRows implements RowKernel {

  /** One {@code int} for each sample, which lets C2 vectorize the vertical pass. */
  private int[] rows = {};

  private int[] sums = {};

  @Override
  public boolean serves(int channels, int width, int outputs) {
    return true;
  }

  @Override
  public void reserve(int samples) {
    if (rows.length < samples) {
      rows = new int[samples];
    }
  }

  @Override
  public void across(
      byte[] samples, int[] offsets, int width, int channels, Weights columns, int[] targets) {
    for (int k = 0; k < ROWS; k++) {
      across(samples, offsets[k], channels, columns, rows, targets[k]);
    }
  }

  private static void across(
      byte[] samples, int offset, int channels, Weights columns, int[] rows, int row) {
    int outputs = columns.first.length;
    for (int o = 0; o < outputs; o++) {
      int p = offset + columns.first[o] * channels;
      int value = o * columns.taps;
      int end = value + columns.count[o];
      int to = row + o * channels;
      if (channels == 3) {
        threeChannels(samples, p, columns.values, value, end, rows, to);
      } else {
        for (int channel = 0; channel < channels; channel++) {
          rows[to + channel] =
              oneChannel(samples, p + channel, channels, columns.values, value, end);
        }
      }
    }
  }

  private static void threeChannels(
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

  private static int oneChannel(
      byte[] samples, int from, int channels, int[] values, int value, int end) {
    int sum = Weights.HALF;
    int p = from;
    for (int v = value; v < end; v++) {
      sum += values[v] * (samples[p] & 0xFF);
      p += channels;
    }
    return Weights.sample(sum);
  }

  @Override
  public void down(int[] starts, Weights lines, int y, int length, byte[] out, int at) {
    if (sums.length < length) {
      sums = new int[length];
    }
    Arrays.fill(sums, 0, length, Weights.HALF);
    for (int k = 0; k < lines.count[y]; k++) {
      add(rows, starts[k], lines.values[y * lines.taps + k], length, sums);
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
