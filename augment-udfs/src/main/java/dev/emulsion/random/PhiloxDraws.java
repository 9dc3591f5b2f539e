package dev.emulsion.random;

import dev.emulsion.Require;
import java.util.function.LongSupplier;

/**
 * The draws of one {@link DrawKey}. The words that each kind of number consumes are part of the
 * format.
 *
 * <ul>
 *   <li>uniform: one word w; {@code ((w >>> 12) + 0.5) · 2^-52}
 *   <li>below(n): the upper half of the 128-bit product w·n; w is redrawn while the lower half is
 *       below 2^64 mod n, so that every value is equally likely (Lemire, ACM TOMACS 29, 2019)
 *   <li>normal: two uniforms u, v; {@code √(−2 ln u) · cos 2πv} (Box and Muller, 1958), the sine
 *       half unused
 *   <li>beta: see {@link Beta}
 * </ul>
 *
 * <p>Logarithms, exponentials and cosines are {@link StrictMath}'s, equal on every machine.
 */
public final class PhiloxDraws implements Draws {

  private final LongSupplier words;

  public PhiloxDraws(DrawKey key) {
    this(new Words(key));
  }

  /** The stream of a seed that was itself drawn, for noise that a plan must reproduce. */
  public static PhiloxDraws noise(long seed) {
    return new PhiloxDraws(new DrawKey(seed, 0, new SampleKey(0, 0), Purpose.NOISE, 0, 0));
  }

  PhiloxDraws(LongSupplier words) {
    this.words = words;
  }

  @Override
  public double uniform() {
    return ((words.getAsLong() >>> 12) + 0.5) * 0x1p-52;
  }

  @Override
  public int below(int bound) {
    Require.atLeast("bound", 1, bound);
    long word = words.getAsLong();
    // the lower half is almost always at least bound, and thus at least the remainder
    if (Long.compareUnsigned(word * bound, bound) < 0) {
      long remainder = Long.remainderUnsigned(-bound, bound);
      while (Long.compareUnsigned(word * bound, remainder) < 0) {
        word = words.getAsLong();
      }
    }
    return (int) Philox.unsignedMultiplyHigh(word, bound);
  }

  @Override
  public double normal() {
    double radius = Math.sqrt(-2 * StrictMath.log(uniform()));
    return radius * StrictMath.cos(2 * Math.PI * uniform());
  }

  @Override
  public double beta(double a, double b) {
    return Beta.draw(a, b, this);
  }
}
