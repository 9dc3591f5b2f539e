package dev.emulsion.io.side;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.source.SampleTable;
import dev.emulsion.io.source.Samples;
import dev.emulsion.spark.parquet.BucketFiles;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What {@code emulsion fractals} writes as Parquet.
 *
 * <pre>
 * fractals/part-*.parquet       a row per image, see {@link #SCHEMA}
 * _emulsion/fractals.json       the {@link Marker}: written last, once
 * </pre>
 *
 * <p>Sets in the form of folders have the same marker, which names no files.
 */
public final class FractalTable {

  /** Where the files are, below the table's directory. */
  public static final String FOLDER = "fractals";

  /** Its name among our own files; among those of the run, what names a set not finished. */
  public static final String MARKER = "fractals.json";

  /** Column of the name of an image. */
  public static final String ID = "fractal_id";

  /** Column of the image. */
  public static final String IMAGE = Samples.IMAGE;

  /**
   * The columns.
   *
   * <ul>
   *   <li>{@code fractal_id} string, unique: the index in six digits or more, as {@code 000017},
   *       and that of the instance if there are several, as {@code 000017-003}
   *   <li>{@code image} binary: PNG of three channels
   *   <li>{@code height, width} int
   *   <li>{@code system} string: a {@link dev.emulsion.recipe.FractalOrigin} as JSON
   *   <li>{@code seed, index} long, {@code instance} int: place in the set; the index is the class
   *   <li>{@code fill_rate} double: share of an image that the system fills
   * </ul>
   */
  public static final StructType SCHEMA =
      new StructType()
          .add(ID, DataTypes.StringType, false)
          .add(IMAGE, DataTypes.BinaryType, false)
          .add("height", DataTypes.IntegerType, false)
          .add("width", DataTypes.IntegerType, false)
          .add("system", DataTypes.StringType, false)
          .add("seed", DataTypes.LongType, false)
          .add("index", DataTypes.LongType, false)
          .add("instance", DataTypes.IntegerType, false)
          .add("fill_rate", DataTypes.DoubleType, false);

  private FractalTable() {}

  /**
   * That the set is finished, and what it holds.
   *
   * @param parameters of the set, by the names of the command's options
   * @param rejected systems that filled too little of an image
   * @param contentDigest order-free digest of the rows, with the samples H×W×C of an image in place
   *     of its PNG, whose bytes depend on the library that packs them
   */
  public record Marker(
      Map<String, String> parameters,
      long systems,
      long images,
      long rejected,
      String contentDigest,
      List<Manifest.File> files) {}

  /** Writes rows of {@link #SCHEMA}, a file a task, replacing what is at {@code path}. */
  public static void write(Dataset<Row> rows, String path) {
    SampleTable.pagePerImage(rows).option(BucketFiles.FIRST_BUCKET, 0).save(path);
  }
}
