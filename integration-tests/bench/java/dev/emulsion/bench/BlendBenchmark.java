package dev.emulsion.bench;

import dev.emulsion.blend.DiffuseMix;
import dev.emulsion.blend.DiffuseMix.Masks;
import dev.emulsion.blend.DiffuseMix.Split;
import dev.emulsion.blend.PixMix;
import dev.emulsion.blend.PixMix.Layer;
import dev.emulsion.blend.PixMix.Mixing;
import dev.emulsion.blend.PixMix.Round;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.NoOp;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.SideImages.Generated;
import dev.emulsion.transform.SideImages.MixingImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
 * DiffuseMix of a 375×500 image at 256×256, with a fractal of that size, and PixMix at 224×224, on
 * one thread. {@code diffusemix.py} has the same work in Pillow and NumPy.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 500, time = 2, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class BlendBenchmark {

  private static final Size SIZE = Size.square(256);
  private static final Size CROP = Size.square(224);

  @Param({
    "diffusemix 512 horizontal",
    "diffusemix 512 vertical",
    "diffusemix 256 horizontal",
    "diffusemix 256 vertical",
    "joined 256 horizontal",
    "joined 256 vertical",
    "pixmix add",
    "pixmix multiply",
    "pixmix add multiply",
    "pixmix multiply multiply"
  })
  public String work;

  private Runnable painting;
  private Image painted;

  @Setup
  public void plan() {
    String[] words = work.split(" ");
    painting =
        switch (words[0]) {
          case "diffusemix" -> diffuseMix(image(375, 500), words);
          case "joined" -> diffuseMix(image(SIZE.height(), SIZE.width()), words);
          default -> pixMix(List.of(words).subList(1, words.length));
        };
  }

  private Runnable diffuseMix(Image image, String[] words) {
    int side = Integer.parseInt(words[1]);
    var sideImages =
        new SideImages(
            Optional.of(
                new Generated(
                    new GeneratedKey("1.jpg", "snowy", 0), image(side, side).flipHorizontal())),
            Optional.of(new MixingImage("fractal", image(SIZE.height(), SIZE.width()))));
    DiffuseMix mix = new DiffuseMix(SIZE, 0.2, Masks.PAPER, 20);
    Split split = Split.valueOf(words[2].toUpperCase(Locale.ROOT));
    var plan =
        new DiffuseMix.Plan(
            mix.size(), "snowy", 0, split, false, mix.seamWidth(), "fractal", mix.alpha());
    return () -> painted = plan.apply(image, sideImages);
  }

  /** The image of the mixing set has the target size already. */
  private Runnable pixMix(List<String> mixings) {
    Image image = image(CROP.height(), CROP.width());
    var sideImages =
        new SideImages(
            Optional.empty(),
            Optional.of(new MixingImage("fractal", image(256, 256).flipVertical())));
    List<Round> rounds =
        mixings.stream()
            .map(name -> Mixing.valueOf(name.toUpperCase(Locale.ROOT)))
            .map(mixing -> new Round(Layer.IMAGE, new NoOp(), mixing, 0.8f, 0.3f))
            .toList();
    var plan = new PixMix.Plan(new NoOp(), rounds, "fractal", SIZE, new Box(16, 16, 224, 224));
    return () -> painted = plan.apply(image, sideImages);
  }

  /** Smooth with a little texture, as natural images are; the same as in diffusemix.py. */
  private static Image image(int height, int width) {
    byte[] samples = new byte[3 * height * width];
    for (int i = 0; i < samples.length; i++) {
      int row = i / 3 / width;
      int column = i / 3 % width;
      samples[i] = (byte) (40 * (i % 3) + row / 2 + column / 3 + (row * 7 + column * 13) % 11);
    }
    return Image.of(height, width, 3, samples);
  }

  @Benchmark
  public Image paint() {
    painting.run();
    return painted;
  }
}
