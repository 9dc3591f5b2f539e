package dev.emulsion.io.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The classes as a saved {@code StringIndexerModel}, which makes indices of names, from column
 * {@code label} to column {@code label_index}; its inverse is MLlib's {@code IndexToString}. The
 * files are those that MLlib reads, but the driver writes them without fitting a model and without
 * MLlib's three Spark jobs.
 *
 * <pre>
 * metadata/part-00000          one line of JSON: class, version and parameters
 * data/part-00000.parquet      one row: the names, in a list of one list
 * </pre>
 */
public final class SavedIndexer {

  /** Names the model on disk; MLlib would make up another name each time. */
  private static final String UID = "emulsion-classes";

  private static final String LABELS = "labelsArray";

  private static final StructType DATA =
      new StructType()
          .add(
              LABELS,
              DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.StringType, true)));

  private SavedIndexer() {}

  /**
   * Saves the model, replacing what is there.
   *
   * @param folder among the run's own files
   * @param classes names in the order of their indices
   */
  public static void write(
      SparkSession spark, RunDirectory output, String folder, List<String> classes) {
    String path = output.own(folder);
    output.delete(path);
    output.writeText(path + "/metadata/part-00000", metadata(spark) + "\n");
    SmallTable table = new SmallTable(spark, DATA);
    Group row = table.row();
    Group names = row.addGroup(LABELS).addGroup("list").addGroup("element");
    classes.forEach(name -> names.addGroup("list").add("element", name));
    table.write(path + "/data", List.of(row));
  }

  private static String metadata(SparkSession spark) {
    ObjectNode metadata = new ObjectMapper().createObjectNode();
    metadata.put("class", StringIndexerModel.class.getName());
    metadata.put("timestamp", 0); // the time of saving, on which no output depends
    metadata.put("sparkVersion", spark.version());
    metadata.put("uid", UID);
    metadata.putObject("paramMap").put("inputCol", "label").put("outputCol", "label_index");
    metadata.putObject("defaultParamMap"); // MLlib's own
    return metadata.toString();
  }
}
