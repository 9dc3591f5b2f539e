package dev.emulsion.bench;

import dev.emulsion.image.Image;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.SpectralResidual;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_saliency.StaticSaliencyFineGrained;
import org.bytedeco.opencv.opencv_saliency.StaticSaliencySpectralResidual;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The saliency of a 224×224 image, here and in OpenCV contrib, on one thread. */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SaliencyBenchmark {

  private static final int SIDE = 224;

  private Image image;
  private Mat mat;
  private final Mat map = new Mat();
  private StaticSaliencyFineGrained fineGrained;
  private StaticSaliencySpectralResidual spectralResidual;

  @Setup
  public void image() {
    byte[] samples = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < samples.length; i++) {
      int row = i / 3 / SIDE;
      int column = i / 3 % SIDE;
      // the image of OperationBenchmark
      samples[i] = (byte) (40 * (i % 3) + row / 2 + column / 3 + (row * 7 + column * 13) % 11);
    }
    image = Image.of(SIDE, SIDE, 3, samples);
    opencv_core.setNumThreads(1);
    mat = new Mat(SIDE, SIDE, opencv_core.CV_8UC3, new BytePointer(samples)).clone();
    fineGrained = StaticSaliencyFineGrained.create();
    spectralResidual = StaticSaliencySpectralResidual.create();
  }

  @Benchmark
  public byte[] fineGrained() {
    return FineGrained.DEFAULT.levels(image);
  }

  @Benchmark
  public boolean fineGrainedOfOpenCv() {
    return fineGrained.computeSaliency(mat, map);
  }

  @Benchmark
  public float[] spectralResidual() {
    return SpectralResidual.DEFAULT.of(image).values();
  }

  @Benchmark
  public boolean spectralResidualOfOpenCv() {
    return spectralResidual.computeSaliency(mat, map);
  }
}
