package dev.emulsion.mix;

import dev.emulsion.Arguments;
import dev.emulsion.Require;
import java.io.Serializable;
import java.util.List;

/** How far {@link MixPro} trusts attention, in [0, 1]: what the paper calls alpha. */
public sealed interface AttentionWeight extends Serializable
    permits AttentionWeight.Cosine, AttentionWeight.Constant, AttentionWeight.Schedule {

  /** The ways to find trust. */
  enum Rule {
    COSINE,
    CONSTANT,
    SCHEDULE
  }

  Rule rule();

  /** What is known of it before anything is seen. */
  double before();

  /** As far as the model's soft-max and the label by area point the same way. */
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

  /** Always the same. */
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
   * 1 − (k/n)² for pass {@code pass}, counted from 0, of {@code passes} over the data: a rule that
   * the authors' code has as a comment.
   */
  record Schedule(int pass, int passes) implements AttentionWeight {

    public Schedule {
      Require.that(
          pass >= 0 && passes >= 1 && pass <= passes,
          "schedule must be a pass from 0 to the number of passes, and that number, was [%d, %d]"
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
            "schedule must be two whole numbers, a pass and how many there are, was " + pass);
        yield new Schedule(pass.get(0).intValue(), pass.get(1).intValue());
      }
    };
  }
}
