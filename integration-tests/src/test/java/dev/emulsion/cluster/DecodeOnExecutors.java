package dev.emulsion.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An application for {@link StandaloneCluster}: decodes the image named by its argument in several
 * tasks with the native library, and prints {@code pid height×width} for each.
 */
public final class DecodeOnExecutors {

  private static final int TASKS = 8;

  private DecodeOnExecutors() {}

  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().getOrCreate();
    List<Integer> tasks = IntStream.range(0, TASKS).boxed().toList();
    new JavaSparkContext(spark.sparkContext())
        .parallelize(tasks, TASKS)
        .map(task -> decode(Path.of(args[0])))
        .collect()
        .forEach(System.out::println);
    spark.stop();
  }

  private static String decode(Path image) throws Exception {
    Thread.sleep(500); // long enough for the other executor to take its share
    byte[] bytes = Files.readAllBytes(image);
    try (Mat encoded = new Mat(1, bytes.length, opencv_core.CV_8UC1, new BytePointer(bytes));
        Mat decoded = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)) {
      return ProcessHandle.current().pid() + " " + decoded.rows() + "×" + decoded.cols();
    }
  }
}
