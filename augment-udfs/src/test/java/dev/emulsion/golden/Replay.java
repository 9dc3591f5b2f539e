package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.random.ScriptedDraws;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Percentage;

/**
 * The draws that a reference recorded, as our operations ask for them, and what they should ask.
 *
 * @param draws answers with the recorded values; an integer of an interval becomes its offset
 * @param questions the recorded intervals, worded as {@link ScriptedDraws#questions}
 * @param values what {@code draws} answers
 */
record Replay(ScriptedDraws draws, List<String> questions, List<Double> values) {

  private static final Percentage LAST_BIT = Percentage.withPercentage(2.5e-5);

  /** Of scalar draws. */
  static Replay of(Iterable<JsonNode> recorded) {
    List<Double> values = new ArrayList<>();
    List<String> questions = new ArrayList<>();
    for (JsonNode draw : recorded) {
      String call = draw.path("draw").asText();
      JsonNode arguments = draw.path("args");
      double value = draw.path("value").asDouble();
      switch (call) {
        case "torch.uniform_", "random.uniform", "np.random.uniform" -> {
          values.add(value);
          questions.add(
              "uniform " + arguments.get(0).asDouble() + " " + arguments.get(1).asDouble());
        }
        case "torch.rand", "random.random", "np.random.rand" -> {
          values.add(value);
          questions.add("uniform");
        }
        case "np.random.beta" -> {
          values.add(value);
          questions.add("beta " + arguments.get(0).asDouble() + " " + arguments.get(1).asDouble());
        }
        case "torch.randint", "np.random.randint", "random.randint" -> {
          int low = arguments.size() == 1 ? 0 : arguments.get(0).asInt();
          int end = arguments.get(arguments.size() - 1).asInt();
          int including = call.equals("random.randint") ? 1 : 0; // Python's own includes the end
          values.add(value - low);
          questions.add("below " + (end + including - low));
        }
        case "torch.normal_" ->
            draw.path("value")
                .forEach(
                    z -> {
                      values.add(z.asDouble());
                      questions.add("normal");
                    });
        case "np.random.choice", "random.choices", "random.choice" -> {
          JsonNode index = draw.path("index");
          for (JsonNode i : index.isArray() ? index : List.of(index)) {
            values.add(i.asDouble());
            questions.add("below " + draw.path("n").asInt());
          }
        }
        case "random.gauss" -> {
          values.add((value - arguments.get(0).asDouble()) / arguments.get(1).asDouble());
          questions.add("normal");
        }
        case "torch.randperm" -> shuffle(draw.path("value"), values, questions);
        default -> throw new AssertionError("unknown draw " + draw);
      }
    }
    return new Replay(ScriptedDraws.of(values), questions, values);
  }

  /** The draws of Fisher and Yates' shuffle that give this order. */
  static void shuffle(JsonNode order, List<Double> values, List<String> questions) {
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      rest.add(i);
    }
    for (int i = 0; i < order.size() - 1; i++) {
      int at = rest.indexOf(order.get(i).asInt());
      values.add((double) (at - i));
      questions.add("below " + (order.size() - i));
      Collections.swap(rest, i, at);
    }
  }

  /**
   * Every recorded draw was asked for, in order and with its interval. The last bit of an interval
   * that ends at a logarithm is the reference's library's, and its processor's.
   */
  void assertFollowed() {
    assertThat(draws.questions()).as("draws").hasSameSizeAs(questions);
    for (int i = 0; i < questions.size(); i++) {
      String[] asked = draws.questions().get(i).split(" ");
      String[] recorded = questions.get(i).split(" ");
      assertThat(asked[0]).as("draw %d", i).isEqualTo(recorded[0]);
      assertThat(asked).as("draw %d", i).hasSameSizeAs(recorded);
      for (int end = 1; end < asked.length; end++) {
        assertThat(Double.parseDouble(asked[end]))
            .as("draw %d: %s", i, questions.get(i))
            .isCloseTo(Double.parseDouble(recorded[end]), LAST_BIT);
      }
    }
  }
}
