package dev.emulsion.spark;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;

/**
 * A function that SQL can call: its signature, its description and what it computes.
 *
 * <p>Functions draw nothing by themselves: equal arguments give equal results. The result is null
 * if an argument is null, and an error if an argument is invalid; only a parameter that says so
 * takes null.
 *
 * @param usage what it computes, in sentences
 * @param parameters those that need an argument first
 * @param result type of the result
 * @param resultMeaning what the result is, a sentence without a full stop
 * @param examples queries, each with the text of its result
 */
public record SqlFunction(
    String name,
    String usage,
    List<SqlParameter> parameters,
    DataType result,
    String resultMeaning,
    List<Example> examples,
    Body body) {

  /** Computes the result, in Spark's internal representation, from arguments that are not null. */
  interface Body {
    Object apply(SqlArguments arguments);
  }

  /**
   * A query and its result.
   *
   * @param query {@code SELECT ...}, without a semicolon
   * @param result its only row, with each column as a string, separated by tabs
   */
  public record Example(String query, String result) {}

  public SqlFunction {
    parameters = List.copyOf(parameters);
    examples = List.copyOf(examples);
  }

  /** Such as {@code emulsion_lambda(alpha, seed, id[, epoch[, variant]])}. */
  public String signature() {
    StringBuilder text = new StringBuilder(name).append('(');
    int optional = 0;
    for (int i = 0; i < parameters.size(); i++) {
      boolean required = parameters.get(i).isRequired();
      text.append(required ? "" : "[").append(i == 0 ? "" : ", ").append(parameters.get(i).name());
      optional += required ? 0 : 1;
    }
    return text.append("]".repeat(optional)).append(')').toString();
  }

  @Override
  public String toString() {
    return signature();
  }

  /** Number of parameters that need an argument. */
  int required() {
    return (int) parameters.stream().filter(SqlParameter::isRequired).count();
  }

  /**
   * The function for arguments of these types.
   *
   * @throws IllegalArgumentException if it takes more or fewer
   */
  Call call(List<DataType> given) {
    int count = given.size();
    if (count < required() || count > parameters.size()) {
      throw new IllegalArgumentException(
          "%s takes %s, was called with %d".formatted(signature(), arguments(), count));
    }
    List<DataType> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(WholeNumbers.input(parameters.get(i).type(), given.get(i)));
    }
    return new Call(name, List.copyOf(inputs));
  }

  private String arguments() {
    int all = parameters.size();
    return required() == all ? all + (all == 1 ? " argument" : " arguments") : counts(all);
  }

  private String counts(int all) {
    List<String> counts = new ArrayList<>();
    for (int count = required(); count < all; count++) {
      counts.add(String.valueOf(count));
    }
    return String.join(", ", counts) + " or " + all + " arguments";
  }

  /** Checks a text that is given for parameter {@code i} in every row. */
  void check(int i, String text) {
    try {
      parameters.get(i).check().accept(text);
    } catch (IllegalArgumentException | ConfigException | DataException e) {
      throw failed(e);
    }
  }

  private Object evaluate(InternalRow row, List<DataType> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      if (row.isNullAt(i) && !parameters.get(i).mayBeNull()) {
        return null;
      }
    }
    try {
      return body.apply(new SqlArguments(parameters, row, inputs));
    } catch (IllegalArgumentException | ConfigException | DataException e) {
      throw failed(e);
    }
  }

  private IllegalArgumentException failed(RuntimeException cause) {
    return new IllegalArgumentException(name + ": " + cause.getMessage(), cause);
  }

  /**
   * The function as Spark calls it, with a fixed number of arguments.
   *
   * @param function its name; tasks find the function by it
   * @param inputs what Spark casts the arguments to
   */
  record Call(String function, List<DataType> inputs) implements ScalarFunction<Object> {

    @Override
    public DataType[] inputTypes() {
      return inputs.toArray(DataType[]::new);
    }

    @Override
    public DataType resultType() {
      return definition().result();
    }

    @Override
    public String name() {
      return function;
    }

    @Override
    public String canonicalName() {
      return function;
    }

    @Override
    public Object produceResult(InternalRow row) {
      return definition().evaluate(row, inputs);
    }

    /** As plans of queries show it. */
    @Override
    public String toString() {
      return function;
    }

    private SqlFunction definition() {
      return SqlFunctions.named(function);
    }
  }

  /** Parameters in one list, some of which several functions share. */
  static List<SqlParameter> parameters(List<SqlParameter> first, SqlParameter... more) {
    List<SqlParameter> all = new ArrayList<>(first);
    Collections.addAll(all, more);
    return all;
  }
}
