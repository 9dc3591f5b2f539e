package dev.emulsion.io.side;

import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.WriteAttempt;
import dev.emulsion.io.source.SampleTable;
import dev.emulsion.io.source.Samples;
import dev.emulsion.spark.parquet.BucketFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The set of fractals that {@code emulsion fractals} writes as Parquet.
 *
 * <pre>
 * OUT/fractals/part-*.parquet   a row per image, see {@link Fractal}
 * OUT.emulsion/fractals.json    the {@link Marker}: written last, once
 * </pre>
 *
 * <p>A set that is written as a folder of images has the same marker, without files.
 */
public final class FractalTable {

  /** Where the files are, below the table's directory. */
  public static final String FOLDER = "fractals";

  /** How {@code emulsion fractals} commits the set. */
  public static final CommitLog.Kind<Header, Marker> KIND =
      new CommitLog.Kind<>(
          "set of fractals", "fractals.json", Header.class, "fractals.json", Marker.class);

  /** Column of the name of an image. */
  public static final String ID = "fractal_id";

  /** Column of the image. */
  public static final String IMAGE = Samples.IMAGE;

  /** The columns: the components of {@link Fractal}. */
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
   * A row of the table.
   *
   * @param fractalId unique: the index in six digits or more, such as {@code 000017}, followed by
   *     the instance if there are several, such as {@code 000017-003}
   * @param image PNG with three channels
   * @param system the {@link dev.emulsion.recipe.FractalOrigin} as JSON
   * @param index of the system in the set, which is its class
   * @param fillRate fraction of the image's pixels that the system fills
   */
  public record Fractal(
      String fractalId,
      byte[] image,
      int height,
      int width,
      String system,
      long seed,
      long index,
      int instance,
      double fillRate) {

    /** Reads a row of {@link #SCHEMA}. */
    public static Fractal of(Row row) {
      return new Fractal(
          row.getString(0),
          row.getAs(1),
          row.getInt(2),
          row.getInt(3),
          row.getString(4),
          row.getLong(5),
          row.getLong(6),
          row.getInt(7),
          row.getDouble(8));
    }

    /** The row of {@link #SCHEMA}. */
    public Row toRow() {
      return RowFactory.create(
          fractalId, image, height, width, system, seed, index, instance, fillRate);
    }

    /** The same fractal with other bytes for the image. */
    public Fractal withImage(byte[] bytes) {
      return new Fractal(fractalId, bytes, height, width, system, seed, index, instance, fillRate);
    }
  }

  /**
   * What a set is.
   *
   * @param parameters by the names of the command's options, and the version of Emulsion
   */
  public record Header(Map<String, String> parameters) implements CommitLog.Header<Header> {

    @Override
    public List<String> differences(Header before) {
      Set<String> keys = new TreeSet<>(parameters.keySet());
      keys.addAll(before.parameters.keySet());
      List<String> differences = new ArrayList<>();
      for (String key : keys) {
        String was = before.parameters.getOrDefault(key, "not set");
        String is = parameters.getOrDefault(key, "not set");
        if (!was.equals(is)) {
          differences.add(key + " was " + was + " and is " + is);
        }
      }
      return differences;
    }
  }

  /**
   * The seal of a finished set.
   *
   * @param parameters of the set, by the names of the command's options
   * @param rejected candidate systems that filled too little of an image
   * @param contentDigest order-free digest of the rows, computed with the H×W×C pixels of an image
   *     instead of its PNG, whose bytes depend on the compression library
   */
  public record Marker(
      Map<String, String> parameters,
      long systems,
      long images,
      long rejected,
      String contentDigest,
      List<Manifest.File> files) {}

  /** Appends rows of {@link #SCHEMA} to the files at {@code path}, one file per task. */
  public static void append(Dataset<Row> rows, String path, WriteAttempt attempt) {
    SampleTable.pagePerImage(rows)
        .options(attempt.options())
        .option(BucketFiles.FIRST_BUCKET, 0)
        .save(path);
  }
}
