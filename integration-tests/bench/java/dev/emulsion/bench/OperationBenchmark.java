package dev.emulsion.bench;

import dev.emulsion.image.Image;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.TransformPlan;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time to apply the plan of one operation, written as in a recipe, to one image of 224×224,
 * unless another size (height×width) precedes it. {@code pillow.py} has the same operations under
 * the same names.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 500, time = 2, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class OperationBenchmark {

  private static final String USUAL_SIZE = "224x224";

  @Param({
    "375x500 resize: {size: [224, 224]}",
    "300x250 resize: {size: [224, 224]}",
    "375x500 resize: {size: [224, 224], filter: bilinear}",
    "375x500 random-resized-crop: {size: 224, scale: [0.5, 0.5], ratio: [1, 1]}",
    "375x500 center-crop: {size: 224}",
    "horizontal-flip: {p: 1}",
    "vertical-flip: {p: 1}",
    "rotation: {degrees: [27, 27]}",
    "rotation: {degrees: [27, 27], filter: bilinear}",
    "rotation: {degrees: [27, 27], filter: nearest}",
    "shear-x: {shear: [0.2, 0.2]}",
    "translate-x: {by: [0.2, 0.2]}",
    "brightness: {factor: 0.83}",
    "contrast: {factor: 0.83}",
    "color: {factor: 0.83}",
    "color: {factor: 1.2}",
    "sharpness: {factor: 1.37, p: 1}",
    "hue: {factor: 0.05}",
    "color-jitter: {brightness: 0.4, contrast: 0.4, saturation: 0.4}",
    "color-jitter: {brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1}",
    "grayscale: {}",
    "invert: {p: 1}",
    "posterize: {bits: 3, p: 1}",
    "solarize: {p: 1}",
    "equalize: {p: 1}",
    "auto-contrast: {p: 1}",
    "gaussian-blur: {sigma: 1}",
    "gaussian-blur: {sigma: 2}",
    "box-blur: {radius: 2}"
  })
  public String operation;

  private Image image;
  private TransformPlan plan;

  @Setup
  public void plan() {
    boolean sized = Character.isDigit(operation.charAt(0));
    String[] size = (sized ? operation.split(" ", 2)[0] : USUAL_SIZE).split("x");
    int height = Integer.parseInt(size[0]);
    int width = Integer.parseInt(size[1]);
    byte[] samples = new byte[3 * height * width];
    for (int i = 0; i < samples.length; i++) {
      int row = i / 3 / width;
      int column = i / 3 % width;
      // smooth with a little texture, as natural images are; the same as in pillow.py
      samples[i] = (byte) (40 * (i % 3) + row / 2 + column / 3 + (row * 7 + column * 13) % 11);
    }
    image = Image.of(height, width, 3, samples);
    var paths = List.of("input.path=in", "output.path=out");
    String asked = sized ? operation.split(" ", 2)[1] : operation;
    String recipe = "transform: [{" + asked + "}]";
    var transform = (Transform) RecipeLoader.parse("benchmark", recipe, paths).transform().get(0);
    var key = new DrawKey(1, 0, SampleKey.of("image"), Purpose.TRANSFORM, 0, 0);
    plan = transform.plan(image.shape(), new PhiloxDraws(key));
  }

  @Benchmark
  public Image paint() {
    return plan.apply(image);
  }
}
