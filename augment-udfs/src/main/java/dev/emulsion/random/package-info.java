/**
 * Random numbers. Every draw in Emulsion comes from here and is a function of its key alone.
 *
 * <p>A {@link dev.emulsion.random.DrawKey} names one stream: the run's seed, the epoch, the sample,
 * the purpose, the variant and the operation. {@link dev.emulsion.random.PhiloxDraws} turns the
 * stream's 64-bit words into uniform, bounded, normal and Beta numbers behind the interface {@link
 * dev.emulsion.random.Draws}; {@link dev.emulsion.random.RingKey} is the first 128 bits of a
 * sample's ring stream. No state outlives a key, so a task that Spark recomputes draws the same
 * numbers. The layout of keys and counters is part of the format: NumPy's {@code Philox} gives the
 * same words. Depends on the JDK only.
 */
package dev.emulsion.random;
