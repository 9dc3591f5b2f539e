package dev.emulsion.sources;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.testing.TarFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Crops of the sample images, laid out in every way that is read. */
final class TwoHundredImages {

  static final int COUNT = 200;

  private static final int SIDE = 48;

  /** One of them; the id has no extension. */
  record EncodedImage(String id, String name, int label, byte[] bytes) {}

  private final List<EncodedImage> images = new ArrayList<>();
  private final List<String> classes;

  TwoHundredImages() throws IOException {
    Path folder = Path.of("..", "conf", "quickstart", "images");
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    classes =
        files.stream()
            .map(file -> file.getParent().getFileName().toString())
            .distinct()
            .sorted()
            .toList();
    ImageCodec codec = ImageCodecs.of(DecodeOptions.DEFAULT);
    for (int i = 0; i < COUNT; i++) {
      Path file = files.get(i % files.size());
      Image whole = ((Decoded.DecodedImage) codec.decode(Files.readAllBytes(file))).image();
      int corner = 5 * (i / files.size());
      Image part = whole.crop(new Box(corner, corner, SIDE, SIDE));
      String name = file.getParent().getFileName().toString();
      images.add(
          new EncodedImage(
              name + "/image " + i + " 100%",
              name,
              classes.indexOf(name),
              codec.encode(part, new ImageCodec.Encoding(ImageCodec.Format.JPEG, 90))));
    }
  }

  List<EncodedImage> images() {
    return images;
  }

  List<String> classes() {
    return classes;
  }

  Path folder(Path root) {
    for (EncodedImage image : images) {
      write(root.resolve(image.id() + ".jpg"), image.bytes());
    }
    return root;
  }

  /** A list beside the folder of images. */
  Path csv(Path list, Path folder) {
    String lines =
        images.stream()
            .map(image -> relative(list, folder, image) + "," + image.name())
            .collect(Collectors.joining("\n", "path,label\n", "\n"));
    write(list, lines.getBytes(StandardCharsets.UTF_8));
    return list;
  }

  private static String relative(Path list, Path folder, EncodedImage image) {
    return list.getParent().relativize(folder.resolve(image.id() + ".jpg")).toString();
  }

  /** Archives with as many samples each. */
  Path tars(Path folder, int each) throws IOException {
    for (int from = 0; from < COUNT; from += each) {
      try (TarFile tar = new TarFile(folder.resolve("shard-%04d.tar".formatted(from / each)))) {
        for (EncodedImage image : images.subList(from, Math.min(COUNT, from + each))) {
          tar.add(image.id() + ".jpg", image.bytes());
          tar.add(image.id() + ".cls", image.label() + "\n");
        }
      }
    }
    return folder;
  }

  /** Columns id, image, name, number. */
  Dataset<Row> table(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (EncodedImage image : images) {
      rows.add(RowFactory.create(image.id(), image.bytes(), image.name(), (long) image.label()));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("id", DataTypes.StringType)
            .add("image", DataTypes.BinaryType)
            .add("name", DataTypes.StringType)
            .add("number", DataTypes.LongType));
  }

  /** Columns image and label, as Hugging Face datasets have them. */
  Dataset<Row> hub(SparkSession spark) {
    return table(spark)
        .select(
            functions
                .struct(
                    functions.col("image").as("bytes"),
                    functions.concat(functions.col("id"), functions.lit(".jpg")).as("path"))
                .as("image"),
            functions.col("number").as("label"));
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
