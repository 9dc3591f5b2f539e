package dev.emulsion.spark;

import dev.emulsion.recipe.LabelsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of an output row, in order.
 *
 * <ul>
 *   <li>{@code row_id} string: unique id of the row, {@code base_id@epoch.variant}, or {@code
 *       base_id#prompt#index@epoch.variant} if the base was blended with a generated image
 *   <li>{@code epoch, variant} int; {@code epoch} is in the path of Parquet shards, not in the
 *       files
 *   <li>{@code base_id, partner_id} string: ids of the samples; no partner in unmixed rows
 *   <li>{@code method} string: {@code mixup}, {@code cutmix}, ...; in unmixed rows {@code
 *       diffusemix}, {@code pixmix} or {@code none}
 *   <li>{@code image} binary; {@code height, width, channels} int
 *   <li>{@code label_base, label_partner}: the labels of both samples: a class index, several, or a
 *       weight per class, see {@link LabelColumn}; {@code classes.json} has the names of the
 *       classes
 *   <li>{@code lam, lam_drawn} double in [0, 1]: the base's label weight, as computed from the
 *       pixels and as drawn
 *   <li>{@code label_indices} array of int, {@code label_weights} array of float: the classes of
 *       the mixed label and their weights, which sum to 1
 *   <li>{@code soft_label} array of float: the mixed label with one weight per class; only with
 *       {@code labels.dense}
 *   <li>{@code plan} string: the {@link dev.emulsion.recipe.OutputPlan} as JSON; null with {@code
 *       output.plans: omit}
 * </ul>
 */
public final class OutputSchema {

  public static final String ROW_ID = "row_id";
  public static final String EPOCH = "epoch";
  public static final String VARIANT = "variant";
  public static final String BASE_ID = "base_id";
  public static final String PARTNER_ID = "partner_id";
  public static final String METHOD = "method";
  public static final String IMAGE = "image";
  public static final String HEIGHT = "height";
  public static final String WIDTH = "width";
  public static final String CHANNELS = "channels";
  public static final String LABEL_BASE = "label_base";
  public static final String LABEL_PARTNER = "label_partner";
  // lambda is reserved in Python and in SQL dialects
  public static final String LAMBDA = "lam";
  public static final String LAMBDA_DRAWN = "lam_drawn";
  public static final String LABEL_INDICES = "label_indices";
  public static final String LABEL_WEIGHTS = "label_weights";
  public static final String SOFT_LABEL = "soft_label";
  public static final String PLAN = "plan";

  /** The columns that may be null: there is no partner, or no plan. */
  public static final Set<String> OPTIONAL = Set.of(PARTNER_ID, LABEL_PARTNER, PLAN);

  private OutputSchema() {}

  /**
   * The schema for the given labels.
   *
   * @param labels whose kind must be present
   */
  public static StructType of(LabelsConfig labels) {
    DataType label = LabelColumn.type(labels.kind().orElseThrow());
    List<StructField> fields = new ArrayList<>();
    fields.add(column(ROW_ID, DataTypes.StringType));
    fields.add(column(EPOCH, DataTypes.IntegerType));
    fields.add(column(VARIANT, DataTypes.IntegerType));
    fields.add(column(BASE_ID, DataTypes.StringType));
    fields.add(column(PARTNER_ID, DataTypes.StringType));
    fields.add(column(METHOD, DataTypes.StringType));
    fields.add(column(IMAGE, DataTypes.BinaryType));
    fields.add(column(HEIGHT, DataTypes.IntegerType));
    fields.add(column(WIDTH, DataTypes.IntegerType));
    fields.add(column(CHANNELS, DataTypes.IntegerType));
    fields.add(column(LABEL_BASE, label));
    fields.add(column(LABEL_PARTNER, label));
    fields.add(column(LAMBDA, DataTypes.DoubleType));
    fields.add(column(LAMBDA_DRAWN, DataTypes.DoubleType));
    fields.add(column(LABEL_INDICES, arrayOf(DataTypes.IntegerType)));
    fields.add(column(LABEL_WEIGHTS, arrayOf(DataTypes.FloatType)));
    if (labels.dense()) {
      fields.add(column(SOFT_LABEL, arrayOf(DataTypes.FloatType)));
    }
    fields.add(column(PLAN, DataTypes.StringType));
    return DataTypes.createStructType(fields);
  }

  /** The id of the row for variant {@code variant} of a base. */
  public static String rowId(String baseId, int epoch, int variant) {
    return baseId + "@" + epoch + "." + variant;
  }

  private static DataType arrayOf(DataType element) {
    return DataTypes.createArrayType(element, false);
  }

  private static StructField column(String name, DataType type) {
    return DataTypes.createStructField(name, type, OPTIONAL.contains(name));
  }
}
