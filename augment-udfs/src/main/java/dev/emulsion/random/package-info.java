/**
 * Randomness: every number that is drawn comes from here and is a function of names alone.
 *
 * <p>A {@link DrawKey} names one stream: the run's seed, the epoch, the sample, what the stream is
 * for, which variant and which operation. {@link PhiloxDraws} turns the stream's 64-bit words into
 * uniform, bounded, normal and Beta numbers behind the interface {@link Draws}; {@link RingKey} is
 * the first 128 bits of a sample's ring stream. Nothing has state that outlives a key, so a lost
 * task that is computed again draws the same numbers. The layout of keys and counters is part of
 * the format: NumPy's {@code Philox} gives the same words. Depends on the JDK only.
 */
package dev.emulsion.random;
