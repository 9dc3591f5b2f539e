package dev.emulsion.transform;

import dev.emulsion.Arguments;
import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * RandomErasing: covers rectangles of random area, shape and position with a color or with noise.
 *
 * <p>The references erase normalized tensors. Here a normalized value z becomes the sample 255 · (z
 * · std + mean), rounded and clipped; a training pipeline that normalizes with the same mean and
 * std gets the same values, up to 8-bit rounding.
 *
 * <p>Draws, in order: whether to apply; how many boxes, unless fixed; for each box the share and
 * ratio of each attempt, top and left of the one that fits, with {@link Mode#RAND} a normal for
 * each color; with {@link Mode#PIXEL} two numbers that seed the noise. A box that never fits is
 * omitted.
 *
 * @param area of all boxes together, as a share of the image
 * @param ratio height over width of a box
 * @param count number of boxes, 1 or more
 * @param mean of the normalization, one per color channel; also the color of {@link Mode#CONST}
 * @param std of the normalization, one per color channel
 * @see <a href="https://arxiv.org/abs/1708.04896">Zhong et al., Random erasing, AAAI 2020, §3</a>
 */
public record RandomErasing(
    Range area,
    Range ratio,
    Count count,
    Mode mode,
    Rules rules,
    List<Double> mean,
    List<Double> std,
    double p)
    implements Transform {

  /** The content of a box. */
  public enum Mode {
    /** The mean color. */
    CONST,
    /** One normally distributed color per box. */
    RAND,
    /** A normally distributed value per sample. */
    PIXEL
  }

  /** From {@code min} to {@code max} boxes, each number equally likely. */
  public record Count(int min, int max) implements Serializable {

    private static final int MAX_COUNT = 1_000;

    public Count {
      Require.that(
          min >= 1 && min <= max && max <= MAX_COUNT,
          "count must be from 1 to " + MAX_COUNT + ", min <= max, was (" + min + ", " + max + ")");
    }
  }

  /** Whose way of drawing a box to match, with its defaults. */
  public enum Rules {
    TIMM(1 / 3.0, 1 / 0.3, 10, IMAGENET_MEAN) {
      @Override
      double share(Range area, Draws draws) {
        return RandomResizedCrop.Arithmetic.TIMM.share(area, draws);
      }

      @Override
      double ratio(Range ratio, Draws draws) {
        return RandomResizedCrop.Arithmetic.TIMM.ratio(ratio, draws);
      }
    },
    /** Draws are float32. */
    TORCHVISION(0.33, 3.3, 10, IMAGENET_MEAN) {
      @Override
      double share(Range area, Draws draws) {
        return RandomResizedCrop.Arithmetic.TORCHVISION.share(area, draws);
      }

      @Override
      double ratio(Range ratio, Draws draws) {
        return RandomResizedCrop.Arithmetic.TORCHVISION.ratio(ratio, draws);
      }
    },
    /** Uniform in the ratio, not in its logarithm, so that upright boxes are more frequent. */
    PAPER(0.4, 1 / 0.3, 100, List.of(0.4914, 0.4822, 0.4465)) {
      @Override
      double share(Range area, Draws draws) {
        return draws.uniform(area.min(), area.max());
      }

      @Override
      double ratio(Range ratio, Draws draws) {
        return draws.uniform(ratio.min(), ratio.max());
      }
    };

    private final double largestArea;
    private final double largestRatio;
    private final int attempts;
    private final List<Double> mean;

    Rules(double largestArea, double largestRatio, int attempts, List<Double> mean) {
      this.largestArea = largestArea;
      this.largestRatio = largestRatio;
      this.attempts = attempts;
      this.mean = mean;
    }

    abstract double share(Range area, Draws draws);

    abstract double ratio(Range ratio, Draws draws);
  }

  private static final double MAX_COLOR = 1_000;
  private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "random-erasing",
          RandomErasing.class,
          Plan.class,
          List.of("area", "ratio", "count", "mode", "rules", "mean", "std", "p"),
          RandomErasing::of,
          erasing ->
              Map.of(
                  "area", StrengthArguments.values(erasing.area()),
                  "ratio", StrengthArguments.values(erasing.ratio()),
                  "count", List.of(erasing.count().min(), erasing.count().max()),
                  "mode", erasing.mode(),
                  "rules", erasing.rules(),
                  "mean", erasing.mean(),
                  "std", erasing.std(),
                  "p", erasing.p()));

  private static RandomErasing of(Arguments given) {
    Rules rules = given.choice("rules", Rules.TIMM);
    List<Integer> count = GeometryArguments.integers("count", given.numbers("count", List.of(1.0)));
    Require.that(
        count.size() == 1 || count.size() == 2,
        "count must be one number or two, min and max, was " + count);
    return new RandomErasing(
        GeometryArguments.range(given, "area", 0.02, rules.largestArea),
        GeometryArguments.range(given, "ratio", 0.3, rules.largestRatio),
        new Count(count.get(0), count.get(count.size() - 1)),
        given.choice("mode", Mode.CONST),
        rules,
        given.numbers("mean", rules.mean),
        given.numbers("std", IMAGENET_STD),
        given.number("p", 0.5));
  }

  public RandomErasing {
    area.requireWithin("area", 1);
    ratio.requireRatio("ratio");
    Require.that(
        mean.size() == 3 && mean.stream().allMatch(v -> Math.abs(v) <= MAX_COLOR),
        "mean must be three numbers between -1000 and 1000, was " + mean);
    Require.that(
        std.size() == 3 && std.stream().allMatch(v -> v > 0 && v <= MAX_COLOR),
        "std must be three positive numbers up to 1000, was " + std);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    int choices = count.max() - count.min() + 1;
    int boxes = count.min() + (choices == 1 ? 0 : draws.below(choices));
    List<Patch> patches = new ArrayList<>();
    for (int i = 0; i < boxes; i++) {
      box(shape.size(), boxes, draws)
          .ifPresent(box -> patches.add(new Patch(box, color(shape, draws))));
    }
    long seed = mode == Mode.PIXEL ? (long) draws.below(1 << 26) << 26 | draws.below(1 << 26) : 0;
    return new Plan(patches, seed, mean, std);
  }

  private Optional<Box> box(Size image, int boxes, Draws draws) {
    for (int attempt = 0; attempt < rules.attempts; attempt++) {
      double target = rules.share(area, draws) * image.area() / boxes;
      double aspect = rules.ratio(ratio, draws);
      int height = (int) Math.rint(Math.sqrt(target * aspect));
      int width = (int) Math.rint(Math.sqrt(target / aspect));
      if (height < image.height() && width < image.width()) {
        int top = draws.below(image.height() - height + 1);
        int left = draws.below(image.width() - width + 1);
        return Optional.of(new Box(top, left, height, width));
      }
    }
    return Optional.empty();
  }

  /** The samples of one color; empty for noise. */
  private List<Integer> color(Shape shape, Draws draws) {
    List<Integer> color = new ArrayList<>();
    for (int channel = 0; channel < shape.colors() && mode != Mode.PIXEL; channel++) {
      double z = mode == Mode.RAND ? draws.normal() : 0;
      color.add(sample(z, mean.get(channel), std.get(channel)));
    }
    return color;
  }

  private static int sample(double z, double mean, double std) {
    return (int) Math.min(255, Math.max(0, Math.rint(255 * (z * std + mean))));
  }

  /**
   * A box and its color.
   *
   * @param color one sample for each color channel; empty for noise
   */
  public record Patch(Box box, List<Integer> color) {

    public Patch {
      color = List.copyOf(color);
    }
  }

  /**
   * Patches, later ones over earlier ones; {@code seed} generates the noise of those without color.
   */
  public record Plan(List<Patch> patches, long seed, List<Double> mean, List<Double> std)
      implements TransformPlan {

    public Plan {
      patches = List.copyOf(patches);
      mean = List.copyOf(mean);
      std = List.copyOf(std);
    }

    @Override
    public Image apply(Image image) {
      return apply(image, PhiloxDraws.noise(seed));
    }

    /**
     * As {@link #apply(Image)}, with the given {@code noise}: normals in the order channel, row,
     * column of each patch, as in the references.
     */
    public Image apply(Image image, Draws noise) {
      Image erased = image;
      for (Patch patch : patches) {
        erased =
            patch.color().isEmpty()
                ? erased.withSamples(
                    patch.box(),
                    channel -> sample(noise.normal(), mean.get(channel), std.get(channel)))
                : erased.withSamples(patch.box(), channel -> patch.color().get(channel));
      }
      return erased;
    }
  }
}
