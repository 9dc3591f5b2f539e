package dev.emulsion.mix;

import dev.emulsion.Arguments;
import dev.emulsion.Require;
import java.io.Serializable;
import java.util.List;

/** The weight of attention in {@link MixPro}'s labels, in [0, 1]; α in the paper. */
public sealed interface AttentionWeight extends Serializable
    permits AttentionWeight.Cosine, AttentionWeight.Constant, AttentionWeight.Schedule {

  /** How the weight is determined. */
  enum Rule {
    COSINE,
    CONSTANT,
    SCHEDULE
  }

  Rule rule();

  /** The weight before the model's output is known; 0 if it depends on it. */
  double before();

  /** The cosine between the model's softmax and the label by area. */
  record Cosine() implements AttentionWeight {

    @Override
    public Rule rule() {
      return Rule.COSINE;
    }

    @Override
    public double before() {
      return 0;
    }
  }

  /** A constant. */
  record Constant(double value) implements AttentionWeight {

    public Constant {
      Require.share("trust-value", value);
    }

    @Override
    public Rule rule() {
      return Rule.CONSTANT;
    }

    @Override
    public double before() {
      return value;
    }
  }

  /**
   * 1 − (pass/passes)² for pass number {@code pass}, from 0, over the data; commented out in the
   * authors' code.
   */
  record Schedule(int pass, int passes) implements AttentionWeight {

    private static final int MAX_PASSES = 1_000_000;

    public Schedule {
      Require.that(
          pass >= 0 && passes >= 1 && pass <= passes && passes <= MAX_PASSES,
          () ->
              "schedule must be [pass, passes] with 0 <= pass <= passes and passes from 1 to 1000000, was [%d, %d]"
                  .formatted(pass, passes));
    }

    @Override
    public Rule rule() {
      return Rule.SCHEDULE;
    }

    @Override
    public double before() {
      double done = (double) pass / passes;
      return 1 - done * done;
    }
  }

  /** From the keys {@code trust}, {@code trust-value} and {@code schedule}. */
  static AttentionWeight of(Arguments given) {
    Rule rule = given.choice("trust", Rule.COSINE);
    Require.that(
        rule == Rule.CONSTANT || !given.has("trust-value"),
        "trust-value must be given with trust constant only");
    Require.that(
        rule == Rule.SCHEDULE || !given.has("schedule"),
        "schedule must be given with trust schedule only");
    return switch (rule) {
      case COSINE -> new Cosine();
      case CONSTANT -> new Constant(given.number("trust-value", 0.5));
      case SCHEDULE -> {
        List<Double> pass = given.numbers("schedule", List.of());
        Require.that(
            pass.size() == 2 && pass.stream().allMatch(n -> n == n.intValue()),
            () -> "schedule must be two whole numbers, [pass, passes], was " + pass);
        yield new Schedule(pass.get(0).intValue(), pass.get(1).intValue());
      }
    };
  }
}
