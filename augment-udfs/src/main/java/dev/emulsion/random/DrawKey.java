package dev.emulsion.random;

import dev.emulsion.Require;

/**
 * Names one stream of draws: the run's seed, the epoch, the sample, the purpose, the variant of the
 * sample and the operation on it.
 *
 * <p>In terms of Philox, the key is (seed, epoch); the counter is (block, purpose · 2^48 + variant
 * · 2^32 + operation, sample low, sample high), where block is 1, 2, 3, … In NumPy the stream is
 * {@code Philox(key=[seed, epoch], counter=[0, c1, c2, c3]).random_raw(n)}.
 *
 * @param epoch 0 or more
 * @param variant 0 to 65535
 * @param operation 0 or more
 */
public record DrawKey(
    long seed, int epoch, SampleKey sample, Purpose purpose, int variant, int operation) {

  public DrawKey {
    Require.atLeast("epoch", 0, epoch);
    Require.that(
        variant >= 0 && variant < 1 << 16,
        () -> "variant must be between 0 and 65535, was " + variant);
    Require.atLeast("operation", 0, operation);
  }

  /** The second word of the counter. */
  long branch() {
    return (long) purpose.code() << 48 | (long) variant << 32 | operation;
  }
}
