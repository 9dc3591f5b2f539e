package dev.emulsion.s3;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.parquet.ShardFormat;
import dev.emulsion.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The same images in every form that {@code augment} reads, on any file system. */
enum Source {
  IMAGE_FOLDER("format: image-folder") {
    @Override
    void write(SparkSession spark, String root) throws IOException {
      for (int image = 0; image < IMAGES; image++) {
        put(spark, root + "/" + id(image), jpeg(image));
      }
    }
  },

  PARQUET("format: parquet, columns: {id: id}") {
    @Override
    void write(SparkSession spark, String root) {
      table(spark).write().parquet(root);
    }
  },

  TABLE("format: table, columns: {id: id}") {
    @Override
    void write(SparkSession spark, String root) {
      table(spark).write().parquet(root);
      spark.sql("CREATE TABLE " + path(root) + " USING parquet LOCATION '" + root + "'");
    }

    @Override
    String path(String root) {
      return "images_" + root.replaceAll("\\W+", "_");
    }
  },

  HUGGINGFACE("format: huggingface") {
    @Override
    void write(SparkSession spark, String root) {
      ObjectNode info = new ObjectMapper().createObjectNode();
      ObjectNode features = info.withObject("/info/features");
      features.putObject("image").put("_type", "Image");
      ObjectNode label = features.putObject("label").put("_type", "ClassLabel");
      label.putArray("names").add(label(0)).add(label(1)).add(label(2));
      ObjectNode footer = new ObjectMapper().createObjectNode();
      table(spark)
          .select(
              functions.expr("struct(image AS bytes, id AS path) AS image"),
              functions.expr("CAST(right(label, 1) AS BIGINT) AS label"))
          .write()
          .format(ShardFormat.class.getName())
          .option(ShardFormat.FOOTER, footer.put("huggingface", info.toString()).toString())
          .save(root);
    }
  },

  WEBDATASET("format: webdataset, ids: path") {
    @Override
    void write(SparkSession spark, String root) throws IOException {
      for (int shard = 0; shard < 3; shard++) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
          for (int image = shard; image < IMAGES; image += 3) {
            member(tar, id(image), jpeg(image));
            byte[] label = label(image).getBytes(StandardCharsets.UTF_8);
            member(tar, id(image).replace(".jpg", ".txt"), label);
          }
        }
        put(spark, root + "/images-" + shard + ".tar", bytes.toByteArray());
      }
    }
  },

  MANIFEST("format: manifest") {
    @Override
    void write(SparkSession spark, String root) throws IOException {
      IMAGE_FOLDER.write(spark, root);
      StringBuilder list = new StringBuilder("path,label\n");
      for (int image = 0; image < IMAGES; image++) {
        list.append(id(image)).append(',').append(label(image)).append('\n');
      }
      put(spark, path(root), list.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    String path(String root) {
      return root + "/list.csv";
    }
  },

  /** What {@code emulsion ingest} wrote of an image folder. */
  INGESTED("format: image-folder") {
    @Override
    void write(SparkSession spark, String root) throws IOException {
      IMAGE_FOLDER.write(spark, root + "-images");
      String recipe =
          "input: " + IMAGE_FOLDER.input(root + "-images") + "\noutput: {path: " + root + "}";
      new IngestJob(spark, RecipeLoader.parse("ingest.yaml", recipe, List.of())).run();
    }
  };

  static final int IMAGES = 24;

  private final String input;

  Source(String input) {
    this.input = input;
  }

  /** Writes all images below {@code root}. */
  abstract void write(SparkSession spark, String root) throws IOException;

  /** What {@code input.path} is. */
  String path(String root) {
    return root;
  }

  /** The {@code input} section of a recipe. */
  String input(String root) {
    return "{path: " + path(root) + ", " + input + "}";
  }

  private static String label(int image) {
    return "class " + image % 3; // a blank, which URIs encode
  }

  private static String id(int image) {
    return label(image) + "/" + image + ".jpg";
  }

  private static byte[] jpeg(int image) {
    return TestImages.encoded(image, 24, 32, "jpg");
  }

  /** Id, image and label, in three files. */
  private static Dataset<Row> table(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (int image = 0; image < IMAGES; image++) {
      rows.add(RowFactory.create(id(image), jpeg(image), label(image)));
    }
    StructType columns =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("image", DataTypes.BinaryType)
            .add("label", DataTypes.StringType);
    return spark.createDataFrame(rows, columns).repartition(3);
  }

  private static void member(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static void put(SparkSession spark, String path, byte[] bytes) throws IOException {
    Path file = new Path(path);
    try (OutputStream out =
        file.getFileSystem(spark.sparkContext().hadoopConfiguration()).create(file)) {
      out.write(bytes);
    }
  }
}
