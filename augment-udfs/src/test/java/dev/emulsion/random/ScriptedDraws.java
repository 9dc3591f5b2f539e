package dev.emulsion.random;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws that were decided beforehand, for tests with numbers in view and for replaying a reference.
 *
 * <p>Each call takes the next value as it is, whatever it asks for: an interval or a distribution
 * only goes into the record of questions. A value that the question does not allow, or a question
 * too many, is an {@link AssertionError}.
 */
public final class ScriptedDraws implements Draws {

  private final double[] values;
  private final List<String> questions = new ArrayList<>();

  private ScriptedDraws(double[] values) {
    this.values = values;
  }

  public static ScriptedDraws of(double... values) {
    return new ScriptedDraws(values.clone());
  }

  public static ScriptedDraws of(List<Double> values) {
    return new ScriptedDraws(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** What was asked for so far, such as {@code below 14}, {@code beta 1.0 1.0}, {@code uniform}. */
  public List<String> questions() {
    return List.copyOf(questions);
  }

  /** How many values nobody asked for. */
  public int left() {
    return values.length - questions.size();
  }

  private double next(String question) {
    if (left() == 0) {
      throw new AssertionError("one draw too many: " + question + " after " + questions);
    }
    double value = values[questions.size()];
    questions.add(question);
    return value;
  }

  @Override
  public double uniform() {
    return next("uniform");
  }

  @Override
  public double uniform(double low, double high) {
    return next("uniform " + low + " " + high);
  }

  @Override
  public int below(int bound) {
    double value = next("below " + bound);
    if (value != (int) value || value < 0 || value >= bound) {
      throw new AssertionError("script has " + value + " for an integer below " + bound);
    }
    return (int) value;
  }

  @Override
  public double normal() {
    return next("normal");
  }

  @Override
  public double beta(double a, double b) {
    return next("beta " + a + " " + b);
  }

  /** The scripted value, not rounded, so that a reference's own λ can be replayed. */
  @Override
  public double lambda(double alpha) {
    return beta(alpha, alpha);
  }
}
