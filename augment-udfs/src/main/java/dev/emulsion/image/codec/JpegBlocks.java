package dev.emulsion.image.codec;

import java.util.Arrays;

/**
 * Blocks of a component on their way to samples: they wait until there are as many as the kernel
 * transforms at once.
 */
final class JpegBlocks {

  private final JpegComponent component;
  private final JpegKernel kernel;
  private final int[] order;

  /** Of the blocks that wait, alternating, and of the one that is decoded next. */
  private final short[] coefficients;

  private final int[] first;
  private int waiting;

  JpegBlocks(JpegComponent component, JpegKernel kernel) {
    this.component = component;
    this.kernel = kernel;
    this.order = JpegEntropy.order(kernel.blocks());
    this.coefficients = new short[64 * kernel.blocks()];
    this.first = new int[kernel.blocks()];
  }

  JpegComponent component() {
    return component;
  }

  /** Decodes a block at a place in the component, in blocks. */
  void decode(JpegEntropy entropy, int row, int column) {
    component.prediction += entropy.difference(component.dc);
    coefficients[waiting] = (short) component.prediction;
    int last = entropy.coefficients(component.ac, coefficients, waiting, order);
    place(last == 0, row, column);
  }

  /** Reads the codes of a block of which nothing is wanted. */
  void skip(JpegEntropy entropy) {
    component.prediction += entropy.difference(component.dc);
    entropy.skipCoefficients(component.ac);
  }

  /** Adds a gray block, for which there are no data. */
  void addGray(int row, int column) {
    place(true, row, column);
  }

  /** Adds a block of 64 coefficients in natural order. */
  void add(short[] block, int at, int row, int column) {
    boolean flat = true;
    for (int i = 0; i < 64; i++) {
      coefficients[i * kernel.blocks() + waiting] = block[at + i];
      flat &= i == 0 || block[at + i] == 0;
    }
    place(flat, row, column);
  }

  private void place(boolean flat, int row, int column) {
    int sample = component.firstSample(row, column);
    if (flat) {
      int dc = coefficients[waiting] * component.quantization[0];
      JpegDct.flat(dc, component.samples(), sample, component.stride());
      coefficients[waiting] = 0;
      return;
    }
    first[waiting++] = sample;
    if (waiting == first.length) {
      flush();
    }
  }

  /** Transforms the blocks that wait. */
  void flush() {
    if (waiting > 0) {
      kernel.samples(
          coefficients,
          waiting,
          component.quantization,
          component.samples(),
          first,
          component.stride());
      Arrays.fill(coefficients, (short) 0);
      waiting = 0;
    }
  }
}
