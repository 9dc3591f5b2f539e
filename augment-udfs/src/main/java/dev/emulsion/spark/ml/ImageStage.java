package dev.emulsion.spark.ml;

import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;

/**
 * A stage of MLlib that makes something of each image of a column.
 *
 * <p>{@code inputCol} (default {@code image}) holds images: encoded, as binary or as a struct with
 * {@code bytes}, or decoded, as Spark's source {@code image} provides them. {@code handleInvalid}
 * sets how to treat rows with unusable images: {@code error} (default) fails, {@code skip} drops
 * the row, {@code keep} sets the new columns to null.
 */
public abstract class ImageStage extends Transformer implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> handleInvalid;

  /**
   * @param output what {@code outputCol} is the name of
   * @param invalid description of {@code handleInvalid}
   */
  ImageStage(String uid, String output, String invalid) {
    this.uid = uid;
    inputCol = new Param<>(this, "inputCol", "name of the column of images");
    outputCol = new Param<>(this, "outputCol", "name of the column for the " + output);
    handleInvalid = new Param<>(this, "handleInvalid", invalid);
    setDefault(inputCol, "image");
    setDefault(handleInvalid, "error");
  }

  @Override
  public final String uid() {
    return uid;
  }

  public final Param<String> inputCol() {
    return inputCol;
  }

  public final Param<String> outputCol() {
    return outputCol;
  }

  public final Param<String> handleInvalid() {
    return handleInvalid;
  }

  public final String getInputCol() {
    return getOrDefault(inputCol);
  }

  public final String getOutputCol() {
    return getOrDefault(outputCol);
  }

  public final String getHandleInvalid() {
    return getOrDefault(handleInvalid);
  }

  @Override
  public final Transformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
