package dev.emulsion.s3;

import dev.emulsion.jobs.Photos;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The same photos in every form that {@code augment} reads, on any file system. */
enum Source {
  IMAGE_FOLDER("format: image-folder") {
    @Override
    void write(SparkSession spark, String root) throws IOException {
      for (int photo = 0; photo < PHOTOS; photo++) {
        put(spark, root + "/" + id(photo), Photos.encoded(photo, 24, 32, "jpg"));
      }
    }
  },
  PARQUET("format: parquet, columns: {id: id}") {
    @Override
    void write(SparkSession spark, String root) {
      List<Row> rows = new ArrayList<>();
      for (int photo = 0; photo < PHOTOS; photo++) {
        rows.add(RowFactory.create(id(photo), Photos.encoded(photo, 24, 32, "jpg"), label(photo)));
      }
      StructType columns =
          new StructType()
              .add("id", DataTypes.StringType)
              .add("image", DataTypes.BinaryType)
              .add("label", DataTypes.StringType);
      spark.createDataFrame(rows, columns).repartition(3).write().parquet(root);
    }
  };

  static final int PHOTOS = 24;

  private final String input;

  Source(String input) {
    this.input = input;
  }

  /** Writes all photos below {@code root}. */
  abstract void write(SparkSession spark, String root) throws IOException;

  /** The {@code input} section of a recipe. */
  String input(String root) {
    return "{path: " + root + ", " + input + "}";
  }

  private static String label(int photo) {
    return "class " + photo % 3; // a blank, which URIs encode
  }

  private static String id(int photo) {
    return label(photo) + "/" + photo + ".jpg";
  }

  private static void put(SparkSession spark, String path, byte[] bytes) throws IOException {
    Path file = new Path(path);
    try (OutputStream out =
        file.getFileSystem(spark.sparkContext().hadoopConfiguration()).create(file)) {
      out.write(bytes);
    }
  }
}
