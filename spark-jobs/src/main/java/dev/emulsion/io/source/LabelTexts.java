package dev.emulsion.io.source;

import dev.emulsion.DataException;
import dev.emulsion.io.source.LabelText.Form;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.LabelsConfig;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The labels of an input that has them as texts. What they are follows from all of them together:
 * numbers are class numbers unless one label is a name.
 *
 * @param numbered whether all are class numbers
 */
record LabelTexts(Label.Kind kind, boolean numbered) {

  /** Column of {@link Form}. */
  private static final String FORM = "form";

  /** {@link Samples#INDEX} with {@link #FORM}; the id is null where something is no sample. */
  static final StructType SAMPLES =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, true)
          .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType, true), true)
          .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType, true), true)
          .add(Samples.LOCATION, DataTypes.StringType, false)
          .add(Samples.BYTES, DataTypes.LongType, false)
          .add(FORM, DataTypes.StringType, false);

  /**
   * Finds the form of all labels.
   *
   * @param samples rows of {@link #SAMPLES}
   * @throws DataException if they have several
   */
  static LabelTexts of(Dataset<Row> samples, LabelsConfig config) {
    Map<Form, String> found = new EnumMap<>(Form.class);
    samples
        .groupBy(FORM)
        .agg(functions.min(Samples.ID))
        .collectAsList()
        .forEach(row -> found.put(Form.valueOf(row.getString(0)), row.getString(1)));
    boolean names = found.containsKey(Form.NAME) || found.containsKey(Form.NAMES);
    boolean lists = found.containsKey(Form.NAMES) || found.containsKey(Form.NUMBERS);
    boolean asked = config.kind().filter(Label.Kind.DISTRIBUTION::equals).isPresent();
    if (found.containsKey(Form.WEIGHTS) || asked && found.containsKey(Form.NUMBERS)) {
      requireWeights(found);
      return new LabelTexts(Label.Kind.DISTRIBUTION, false);
    }
    boolean some = names || lists || found.containsKey(Form.NUMBER);
    return new LabelTexts(lists ? Label.Kind.MULTI : Label.Kind.SINGLE, some && !names);
  }

  private static void requireWeights(Map<Form, String> found) {
    for (Form other : new Form[] {Form.NAME, Form.NUMBER, Form.NAMES}) {
      if (found.containsKey(other)) {
        throw new DataException(
            "labels must be weights for all samples or for none, but "
                + found.getOrDefault(Form.WEIGHTS, found.get(Form.NUMBERS))
                + " has weights and "
                + found.get(other)
                + " a "
                + (other == Form.NAMES ? "list of names" : other.name().toLowerCase(Locale.ROOT))
                + "; give them one form");
      }
    }
  }

  /**
   * The samples as {@link Samples#INDEX}, where the one or the other of the two columns is null.
   */
  Dataset<Row> index(Dataset<Row> samples) {
    boolean weighted = kind == Label.Kind.DISTRIBUTION;
    return samples.select(
        functions.col(Samples.ID),
        weighted ? nothing("array<string>").as(Samples.LABELS) : functions.col(Samples.LABELS),
        weighted ? functions.col(Samples.WEIGHTS) : nothing("array<float>").as(Samples.WEIGHTS),
        functions.col(Samples.LOCATION),
        functions.col(Samples.BYTES));
  }

  private static Column nothing(String type) {
    return functions.lit(null).cast(type);
  }
}
