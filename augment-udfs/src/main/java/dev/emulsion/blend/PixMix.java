package dev.emulsion.blend;

import dev.emulsion.DataException;
import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.NoOp;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.SideImages.MixingImage;
import dev.emulsion.transform.TransformPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PixMix: an image, or a changed copy of it, is mixed a few times with another copy or with one
 * image of a set, such as a fractal, by addition or multiplication. The label is the image's.
 *
 * <p>The formulas and their order are those of the authors' code, which returns floats; here the
 * result is rounded to 8 bits, halves up.
 *
 * <p>Draws, in order: top and left of the crop of the resized mixing image; whether to augment the
 * image, and how; the number of rounds; for each round whether the layer is an augmented copy, and
 * how it is augmented, whether to add or multiply, and the weights: whether both are positive, a,
 * b. Augmenting draws the operation, then its parameters.
 *
 * @param rounds the largest number of rounds; the number is uniform from 0
 * @param beta concentration of the weights, positive: the larger, the weaker the layers. The
 *     authors use 4 for ImageNet and 3 for CIFAR
 * @param severity of the augmenting operations, 1 to 10
 * @param operations that augment
 * @param imageSide length to which the short side of the mixing image is resized, or more if the
 *     sample's image is larger
 * @see <a href="https://arxiv.org/abs/2112.05135">Hendrycks et al., PixMix, CVPR 2022, §3</a>
 */
public record PixMix(int rounds, double beta, int severity, Changes operations, int imageSide)
    implements Blend {

  static final OperationType<Blend> ENTRY =
      OperationType.of(
          "pixmix",
          PixMix.class,
          Plan.class,
          List.of("k", "beta", "severity", "all-ops", "image-size"),
          given ->
              new PixMix(
                  given.integer("k", 4),
                  given.number("beta", 4),
                  given.integer("severity", 1),
                  given.flag("all-ops", false) ? Changes.ALL : Changes.USUAL,
                  given.integer("image-size", 256)),
          mix ->
              Map.of(
                  "k", mix.rounds,
                  "beta", mix.beta,
                  "severity", mix.severity,
                  "all-ops", mix.operations == Changes.ALL,
                  "image-size", mix.imageSide));

  /** The lists of augmenting operations. */
  public enum Changes {
    /** None that overlaps the corruptions of ImageNet-C. */
    USUAL(AugMixOperation.USUAL),
    /** Also color, contrast, brightness and sharpness. */
    ALL(AugMixOperation.ALL);

    private final List<AugMixOperation> operations;

    Changes(List<AugMixOperation> operations) {
      this.operations = operations;
    }
  }

  /** The image that a round mixes in. */
  public enum Layer {
    /** An augmented copy of the sample's image. */
    COPY,
    /** The mixing image. */
    IMAGE
  }

  /** How two samples from 0 to 1, m and p, are combined. A gray sample barely changes the other. */
  public enum Mixing {
    /** {@code ((a · (2m − 1) + b · (2p − 1)) + 1) / 2}. */
    ADD {
      @Override
      Curve mixed(float a) {
        return sample -> a * (sample * 2 - 1);
      }

      @Override
      Curve layer(float b) {
        return mixed(b);
      }

      @Override
      void join(float[] mixed, float[] layer, int count) {
        for (int i = 0; i < count; i++) {
          mixed[i] = clipped((mixed[i] + layer[i] + 1) / 2);
        }
      }
    },
    /** {@code (2m)^a · (2p)^b / 2}, with 2p at least 1e-37. */
    MULTIPLY {
      @Override
      Curve mixed(float a) {
        FloatPow power = new FloatPow(a);
        return sample -> power.of(sample * 2);
      }

      @Override
      Curve layer(float b) {
        FloatPow power = new FloatPow(b);
        return sample -> power.of(Math.max(sample * 2, MIN));
      }

      @Override
      void join(float[] mixed, float[] layer, int count) {
        for (int i = 0; i < count; i++) {
          mixed[i] = clipped(mixed[i] * layer[i] / 2);
        }
      }
    };

    private static final float MIN = 1e-37f;

    abstract Curve mixed(float a);

    abstract Curve layer(float b);

    /** Combines the samples into {@code mixed}, after both curves were applied. */
    abstract void join(float[] mixed, float[] layer, int count);

    private static float clipped(float sample) {
      return Math.max(0, Math.min(1, sample));
    }
  }

  private static final int MAX_ROUNDS = 100;
  private static final double MAX_BETA = 1_000_000;

  public PixMix {
    Require.within("k", 1, MAX_ROUNDS, rounds, "each round mixes the whole image once more");
    Require.positive("beta", MAX_BETA, beta, "from there on the rounds change nothing");
    Require.that(
        severity >= 1 && severity <= AugMixOperation.MAX,
        () -> "severity must be from 1 to " + AugMixOperation.MAX + ", was " + severity);
    Require.within(
        "image-size",
        1,
        DecodeLimits.DEFAULT.maxSide(),
        imageSide,
        "larger images are not decoded either");
  }

  @Override
  public Plan plan(Shape shape, SideImages sideImages, Draws draws) {
    MixingImage mixingImage =
        sideImages
            .mixingImage()
            .orElseThrow(
                () -> new IllegalArgumentException("pixmix needs an image of the mixing set"));
    Size size = shape.size();
    Size resized = resized(mixingImage.image().size(), size);
    int top = draws.below(resized.height() - size.height() + 1);
    int left = draws.below(resized.width() - size.width() + 1);
    TransformPlan base = draws.chance(0.5) ? change(size, draws) : new NoOp();
    int count = draws.below(rounds + 1);
    List<Round> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.add(round(size, draws));
    }
    Box shown = new Box(top, left, size.height(), size.width());
    return new Plan(base, drawn, mixingImage.id(), resized, shown);
  }

  private Round round(Size size, Draws draws) {
    Layer layer = draws.chance(0.5) ? Layer.COPY : Layer.IMAGE;
    TransformPlan change = layer == Layer.COPY ? change(size, draws) : new NoOp();
    Mixing mixing = draws.below(2) == 0 ? Mixing.ADD : Mixing.MULTIPLY;
    boolean positive = draws.chance(0.5);
    float a = positive ? (float) draws.beta(beta, 1) : 1 + (float) draws.beta(1, beta);
    float b = (float) draws.beta(1, beta);
    return new Round(layer, change, mixing, a, positive ? b : -b);
  }

  private TransformPlan change(Size size, Draws draws) {
    List<AugMixOperation> list = operations.operations;
    return list.get(draws.below(list.size())).plan(severity, size, draws);
  }

  /** The size of the mixing image with the required short side that covers the sample's image. */
  private Size resized(Size mixingImage, Size image) {
    boolean upright = mixingImage.width() <= mixingImage.height();
    boolean wide = mixingImage.height() <= mixingImage.width();
    long across = upright ? Math.max(imageSide, image.width()) : image.width();
    long down = wide ? Math.max(imageSide, image.height()) : image.height();
    boolean byHeight = down * mixingImage.width() >= across * mixingImage.height();
    long height = byHeight ? down : across * mixingImage.height() / mixingImage.width();
    long width = byHeight ? down * mixingImage.width() / mixingImage.height() : across;
    int max = DecodeLimits.DEFAULT.maxPixels();
    if (height * width > max) {
      throw new DataException(
          "covering %s with an image of %s needs %d×%d, more than %d pixels; remove images that narrow"
              .formatted(image, mixingImage, height, width, max));
    }
    return new Size((int) height, (int) width);
  }

  @Override
  public long maxOperations() {
    return 1L + rounds;
  }

  @Override
  public boolean needsGenerated() {
    return false;
  }

  @Override
  public boolean needsMixingImage() {
    return true;
  }

  @Override
  public OperationPlan withoutSideImages() {
    return new NoOp();
  }

  @Override
  public Optional<Size> mixingImageSize() {
    return Optional.empty();
  }

  /**
   * One round.
   *
   * @param change augments the copy if that is the layer
   * @param a weight or exponent of the image mixed so far
   * @param b weight or exponent of the layer
   */
  public record Round(Layer layer, TransformPlan change, Mixing mixing, float a, float b) {}

  /**
   * The rounds and what they mix.
   *
   * @param base augments the image before the first round
   * @param mixingImage its name in the mixing set
   * @param resized size to which the mixing image is resized
   * @param shown the crop of the resized mixing image
   */
  public record Plan(
      TransformPlan base, List<Round> rounds, String mixingImage, Size resized, Box shown)
      implements BlendPlan {

    private static final String RESULT = "result";

    public Plan {
      rounds = List.copyOf(rounds);
    }

    @Override
    public Optional<GeneratedKey> generatedKey(String source) {
      return Optional.empty();
    }

    /** Named even if no round uses it. */
    @Override
    public Optional<String> mixingImageName() {
      return Optional.of(mixingImage);
    }

    @Override
    public Image apply(Image image, SideImages sideImages) {
      shown.size().requireOf(image, image);
      Image start = base.apply(image);
      if (rounds.isEmpty()) {
        return start;
      }
      Optional<Image> fitted = fitted(image, sideImages);
      List<BlendPass> passes = new ArrayList<>();
      for (Round round : rounds) {
        Image over = round.layer == Layer.COPY ? round.change.apply(image) : fitted.orElseThrow();
        shown.size().requireOf(start, over);
        passes.add(BlendPass.of(round, over.samples()));
      }
      return Image.of(
          start.height(),
          start.width(),
          start.channels(),
          BlendPass.applyAll(start.samples(), passes));
    }

    /** The mixing image if a round uses it; gray if the image is gray. */
    private Optional<Image> fitted(Image image, SideImages sideImages) {
      boolean used = rounds.stream().anyMatch(round -> round.layer == Layer.IMAGE);
      return used
          ? sideImages
              .mixingImage()
              .map(of -> of.image().resize(resized, Filter.BILINEAR).crop(shown))
              .map(fitted -> Gray.asIn(image, fitted))
          : Optional.empty();
    }

    @Override
    public List<Stage> stages(Image image, SideImages sideImages) {
      List<Stage> stages = new ArrayList<>();
      stages.add(new Stage("original", image, false));
      if (rounds.isEmpty() || !base.equals(new NoOp())) {
        stages.add(new Stage(rounds.isEmpty() ? RESULT : "changed", base.apply(image), true));
      }
      Optional<Image> fitted = fitted(image, sideImages);
      for (int done = 1; done <= rounds.size(); done++) {
        Round round = rounds.get(done - 1);
        stages.add(
            round.layer == Layer.COPY
                ? new Stage("changed copy", round.change.apply(image), false)
                : new Stage("image " + mixingImage, fitted.orElseThrow(), false));
        Plan until = new Plan(base, rounds.subList(0, done), mixingImage, resized, shown);
        String name = done == rounds.size() ? RESULT : "round " + done;
        stages.add(new Stage(name, until.apply(image, sideImages), true));
      }
      return stages;
    }

    /** Empty if layers move differently, since a point then appears in several places. */
    @Override
    public Optional<AffineMap> mapping(Size before) {
      Optional<AffineMap> map = base.mapping(before);
      boolean alike =
          rounds.stream()
              .filter(round -> round.layer == Layer.COPY)
              .allMatch(round -> round.change.mapping(before).equals(map));
      return alike ? map : Optional.empty();
    }
  }
}
