package dev.emulsion.random;

import java.util.function.LongSupplier;

/** The 64-bit words of one {@link DrawKey}, in order: the four of block 1, of block 2, … */
final class Words implements LongSupplier {

  private final DrawKey key;
  private final long[] block = new long[4];
  private long blocks;
  private int next = block.length;

  Words(DrawKey key) {
    this.key = key;
  }

  @Override
  public long getAsLong() {
    if (next == block.length) {
      SampleKey sample = key.sample();
      long branch = key.branch();
      Philox.block(key.seed(), key.epoch(), ++blocks, branch, sample.low(), sample.high(), block);
      next = 0;
    }
    return block[next++];
  }
}
