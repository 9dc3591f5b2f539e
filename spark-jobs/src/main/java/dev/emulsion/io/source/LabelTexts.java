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
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Which form the labels of an input have that has them as texts. All labels together decide. */
record LabelTexts(Label.Kind kind) {

  /** Column of {@link Form}. */
  static final String FORM = "form";

  /** Columns of {@link #row}: those of an {@link IndexRow}, whose id may be null, and the form. */
  static final StructType SAMPLES =
      SourceLabel.appendTo(new StructType().add(Samples.ID, DataTypes.StringType, true))
          .add(IndexRow.SCHEMA.apply(Samples.LOCATION))
          .add(IndexRow.SCHEMA.apply(Samples.BYTES))
          .add(IndexRow.SCHEMA.apply(Samples.STAMP))
          .add(FORM, DataTypes.StringType, false);

  /**
   * A row of {@link #SAMPLES}.
   *
   * @param id null if the row is not a sample
   * @param stamp of the file that holds the image
   */
  static Row row(String id, LabelText text, String location, long bytes, long stamp) {
    return RowFactory.create(
        id,
        text.label().textsValue(),
        text.label().weightsValue(),
        location,
        bytes,
        stamp,
        text.form().name());
  }

  /**
   * Decides how to read the labels.
   *
   * @param samples rows of {@link #SAMPLES}
   * @throws DataException if some labels are weights and some are not
   */
  static LabelTexts of(Dataset<Row> samples, LabelsConfig config) {
    Map<Form, String> found = new EnumMap<>(Form.class);
    samples
        .groupBy(FORM)
        .agg(functions.min(Samples.ID).as(Samples.ID))
        .collectAsList()
        .forEach(row -> found.put(Form.valueOf(row.getAs(FORM)), row.<String>getAs(Samples.ID)));
    return of(found, config);
  }

  /**
   * Decides how to read the labels.
   *
   * @param found the id of one sample for each form that occurs
   * @throws DataException if some labels are weights and some are not, or if one is a list of true
   *     and false
   */
  static LabelTexts of(Map<Form, String> found, LabelsConfig config) {
    if (found.containsKey(Form.FLAGS)) {
      throw new DataException(
          "a list of classes must not contain true or false, but "
              + found.get(Form.FLAGS)
              + " has such a label; write the numbers of the classes that are true, or 1 and 0 with"
              + " labels.kind: distribution");
    }
    boolean lists = found.containsKey(Form.NAMES) || found.containsKey(Form.NUMBERS);
    boolean asked = config.kind().filter(Label.Kind.DISTRIBUTION::equals).isPresent();
    if (found.containsKey(Form.WEIGHTS) || asked && found.containsKey(Form.NUMBERS)) {
      checkAllWeights(found);
      return new LabelTexts(Label.Kind.DISTRIBUTION);
    }
    return new LabelTexts(lists ? Label.Kind.MULTI : Label.Kind.SINGLE);
  }

  private static void checkAllWeights(Map<Form, String> found) {
    for (Form other : new Form[] {Form.NAME, Form.NUMBER, Form.NAMES}) {
      if (found.containsKey(other)) {
        throw new DataException(
            "labels must be weights for all samples or for none, but "
                + found.getOrDefault(Form.WEIGHTS, found.get(Form.NUMBERS))
                + " has weights and "
                + found.get(other)
                + " a "
                + (other == Form.NAMES ? "list of names" : other.name().toLowerCase(Locale.ROOT))
                + "; write them all in one form");
      }
    }
  }

  /** Rows of {@link #SAMPLES} as rows of {@link IndexRow#SCHEMA}, with texts or weights. */
  Dataset<Row> index(Dataset<Row> samples) {
    boolean weighted = kind == Label.Kind.DISTRIBUTION;
    return samples.select(
        functions.col(Samples.ID),
        weighted ? none(Samples.LABELS) : functions.col(Samples.LABELS),
        weighted ? functions.col(Samples.WEIGHTS) : none(Samples.WEIGHTS),
        functions.col(Samples.LOCATION),
        functions.col(Samples.BYTES),
        functions.col(Samples.STAMP));
  }

  private static Column none(String name) {
    return functions.lit(null).cast(IndexRow.SCHEMA.apply(name).dataType()).as(name);
  }
}
