package dev.emulsion.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds attention and logits among a model's outputs, located once from the outputs for a blank
 * batch.
 */
final class ModelOutput {

  /**
   * The number of special tokens (class, distillation, registers) tried for the hint in an error.
   */
  private static final int MAX_SPECIAL = 8;

  private final String model;
  private final ModelSpec spec;
  private final int attention;
  private final OptionalInt logits;
  private final int special;
  private final Grid grid;

  /**
   * @param outputs for a whole batch
   * @throws ConfigException if they do not match {@code spec}
   */
  ModelOutput(String model, ModelSpec spec, NDList outputs) {
    this.model = model;
    this.spec = spec;
    this.attention = find("attention", spec.outputs().attention(), outputs);
    this.logits =
        spec.outputs().hasLogits()
            ? OptionalInt.of(find("logits", spec.outputs().logits(), outputs))
            : OptionalInt.empty();
    logits.ifPresent(at -> requireShape("logits", outputs.get(at), 2));
    Shape shape = outputs.get(attention).getShape();
    requireShape("attention", outputs.get(attention), shape.dimension() == 3 ? 3 : 2);
    if (shape.dimension() == 3) {
      special = 0;
      grid = new Grid((int) shape.get(1), (int) shape.get(2));
      check(
          spec.specialTokens() == 0,
          "special-tokens must be 0 if the attention of the model %s is a grid of shape %s, was %d",
          model,
          shape,
          spec.specialTokens());
    } else {
      special = spec.specialTokens();
      grid = gridOf(shape.get(1));
    }
  }

  Grid grid() {
    return grid;
  }

  private int find(String what, String wanted, NDList outputs) {
    for (int i = 0; i < outputs.size(); i++) {
      if (wanted.equals(outputs.get(i).getName())) {
        return i;
      }
    }
    boolean position = wanted.matches("[0-9]{1,4}");
    if (position && Integer.parseInt(wanted) < outputs.size()) {
      return Integer.parseInt(wanted);
    }
    throw new ConfigException(
        "outputs.%s must be an output of the model %s, was %s; it has %s"
            .formatted(what, model, wanted, list(outputs)));
  }

  /** Such as {@code 0 (logits, (8, 10)), 1 (attention, (8, 16))}. */
  private static String list(NDList outputs) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      NDArray output = outputs.get(i);
      String name = output.getName() == null ? "" : output.getName() + ", ";
      all.add(i + " (" + name + output.getShape() + ")");
    }
    return String.join(", ", all);
  }

  private void requireShape(String what, NDArray output, int dimensions) {
    Shape shape = output.getShape();
    check(
        shape.dimension() == dimensions && shape.get(0) == spec.batchSize(),
        "%s of the model %s must have the shape (%d, %s), was %s; name the right output in"
            + " outputs.%s, or export the model with a batch of any size",
        what,
        model,
        spec.batchSize(),
        what.equals("logits")
            ? "classes"
            : "cells) or (%d, rows, columns".formatted(spec.batchSize()),
        shape,
        what);
    check(
        output.getDataType() == DataType.FLOAT32,
        "%s of the model %s must be float32, was %s; export the model with outputs of float32",
        what,
        model,
        output.getDataType().toString());
  }

  private Grid gridOf(long columns) {
    Optional<Grid> found = Grid.of(columns - special, spec.inputSize());
    if (found.isPresent()) {
      return found.get();
    }
    String hint =
        IntStream.rangeClosed(0, MAX_SPECIAL)
            .filter(n -> Grid.of(columns - n, spec.inputSize()).isPresent())
            .mapToObj(n -> n + " would leave " + Grid.of(columns - n, spec.inputSize()).get())
            .collect(Collectors.joining(", "));
    throw new ConfigException(
        "attention of the model %s must cover images of %s with a grid, was %d columns less %d special tokens; %s"
            .formatted(
                model,
                spec.inputSize(),
                columns,
                special,
                hint.isEmpty()
                    ? "name the right output in outputs.attention"
                    : "set special-tokens: " + hint));
  }

  private static void check(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new ConfigException(message.formatted(values));
    }
  }

  /**
   * The results for the first {@code count} images of a batch.
   *
   * @throws DataException if one has an unusable number
   */
  List<AttentionResult> read(NDList outputs, int count) {
    float[] maps = outputs.get(attention).toFloatArray();
    int stride = special + grid.rows() * grid.columns();
    Optional<float[]> scores =
        logits.isPresent()
            ? Optional.of(outputs.get(logits.getAsInt()).toFloatArray())
            : Optional.empty();
    List<AttentionResult> attentionResults = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] map = Arrays.copyOfRange(maps, i * stride + special, (i + 1) * stride);
      attentionResults.add(new AttentionResult(grid(map), logits(scores, i)));
    }
    return attentionResults;
  }

  private AttentionGrid grid(float[] map) {
    try {
      return new AttentionGrid(grid.rows(), grid.columns(), map);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "attention from the model %s is unusable: %s; check outputs.attention, mean and std"
              .formatted(model, e.getMessage()),
          e);
    }
  }

  private Optional<float[]> logits(Optional<float[]> scores, int index) {
    if (scores.isEmpty()) {
      return Optional.empty();
    }
    int classes = scores.get().length / spec.batchSize();
    float[] own = Arrays.copyOfRange(scores.get(), index * classes, (index + 1) * classes);
    for (int k = 0; k < classes; k++) {
      if (!Float.isFinite(own[k])) {
        throw new DataException(
            "logits from the model %s are unusable: logits must be finite, was %s for class %d; check outputs.logits, mean and std"
                .formatted(model, own[k], k));
      }
    }
    return Optional.of(own);
  }
}
