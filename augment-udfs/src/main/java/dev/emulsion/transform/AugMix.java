package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mixes the image with several versions of itself, each transformed by a short chain of operations;
 * operations and magnitudes are torchvision's, each rendered as by Pillow.
 *
 * <p>Draws, in order: the weight of the original image, Beta(alpha, alpha); the shares of the
 * chains, by breaking the rest into Beta-distributed parts; for each chain its length (if {@code
 * depth} is 0) and, per operation: which one, the bin of its magnitude and its sign, if it has
 * them.
 *
 * @param severity magnitudes are drawn from the first {@code severity} of 10 bins
 * @param width number of chains
 * @param depth operations per chain; 0 draws one to three
 * @param alpha concentration of the weights, positive; 1 makes them uniform
 * @see <a href="https://arxiv.org/abs/1912.02781">Hendrycks et al., AugMix, ICLR 2020, §3</a>
 */
public record AugMix(int severity, int width, int depth, double alpha, Sampling sampling)
    implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "aug-mix",
          AugMix.class,
          Plan.class,
          List.of("severity", "width", "depth", "alpha", "filter", "fill"),
          given ->
              new AugMix(
                  given.integer("severity", 3),
                  given.integer("width", 3),
                  given.integer("depth", 0),
                  given.number("alpha", 1),
                  Sampling.of(given, new Sampling(Interpolation.BILINEAR, List.of(0)))),
          mix ->
              mix.sampling.valuesWith(
                  Map.of(
                      "severity", mix.severity,
                      "width", mix.width,
                      "depth", mix.depth,
                      "alpha", mix.alpha)));

  private static final int BINS = 10;
  private static final int LONGEST = 3;

  /** All but identity: the original image is mixed in anyway. */
  private static final List<TorchvisionOperation> OPERATIONS =
      List.of(
          TorchvisionOperation.SHEAR_X,
          TorchvisionOperation.SHEAR_Y,
          TorchvisionOperation.TRANSLATE_X,
          TorchvisionOperation.TRANSLATE_Y,
          TorchvisionOperation.ROTATE,
          TorchvisionOperation.POSTERIZE,
          TorchvisionOperation.SOLARIZE,
          TorchvisionOperation.AUTO_CONTRAST,
          TorchvisionOperation.EQUALIZE,
          TorchvisionOperation.BRIGHTNESS,
          TorchvisionOperation.COLOR,
          TorchvisionOperation.CONTRAST,
          TorchvisionOperation.SHARPNESS);

  private static final int MAX_LENGTH = 100;
  private static final double MAX_ALPHA = 1_000_000;

  public AugMix {
    Require.that(
        severity >= 1 && severity <= BINS, "severity must be from 1 to 10, was " + severity);
    Require.within("width", 1, MAX_LENGTH, width, "each chain renders the image once more");
    Require.within("depth", 0, MAX_LENGTH, depth, "a chain of so many leaves nothing of the image");
    Require.positive("alpha", MAX_ALPHA, alpha, "from there on all weights are nearly equal");
  }

  @Override
  public Plan plan(Shape shape, Draws draws) {
    double own = draws.beta(alpha, alpha);
    double left = 1 - own;
    List<Double> weights = new ArrayList<>();
    for (int others = width - 1; others >= 0; others--) {
      double share = others == 0 ? 1 : draws.beta(alpha, alpha * others);
      weights.add(left * share);
      left -= left * share;
    }
    List<Chain> chains = new ArrayList<>();
    for (double weight : weights) {
      chains.add(new Chain(weight, chain(shape.size(), draws)));
    }
    return new Plan(own, chains);
  }

  @Override
  public long maxOperations() {
    return (long) width * Math.max(depth, LONGEST);
  }

  private List<TransformPlan> chain(Size size, Draws draws) {
    int length = depth == 0 ? 1 + draws.below(LONGEST) : depth;
    List<TransformPlan> plans = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      TorchvisionOperation operation = OPERATIONS.get(draws.below(OPERATIONS.size()));
      int bin = operation.hasMagnitude() ? draws.below(severity) : 0;
      plans.add(
          operation.planAt(TorchvisionOperation.Space.AUG_MIX, bin, BINS, size, draws, sampling));
    }
    return plans;
  }

  /** The operations that make one version of the image, and that version's weight. */
  public record Chain(double weight, List<TransformPlan> operations) {

    public Chain {
      operations = List.copyOf(operations);
    }

    private TransformPlan plan() {
      return new Sequence.Plan(operations);
    }
  }

  /**
   * The weighted sum of the original image, with weight {@code own}, and of each chain's result.
   */
  public record Plan(double own, List<Chain> chains) implements TransformPlan {

    public Plan {
      chains = List.copyOf(chains);
    }

    /** Products and sums are float32; the sum is truncated. */
    @Override
    public Image apply(Image image) {
      byte[] samples = image.samples();
      float[] sum = new float[samples.length];
      add(sum, samples, (float) own);
      for (Chain chain : chains) {
        add(sum, chain.plan().apply(image).samples(), (float) chain.weight());
      }
      byte[] out = new byte[sum.length];
      for (int i = 0; i < sum.length; i++) {
        out[i] = (byte) Math.min(255, (int) sum[i]);
      }
      return Image.of(image.height(), image.width(), image.channels(), out);
    }

    private static void add(float[] sum, byte[] samples, float weight) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weight * (samples[i] & 0xFF);
      }
    }

    /** Empty if a chain moves pixels, since a point then appears in several places. */
    @Override
    public Optional<AffineMap> mapping(Size before) {
      boolean stays =
          chains.stream()
              .allMatch(
                  chain -> chain.plan().mapping(before).equals(Optional.of(AffineMap.IDENTITY)));
      return stays ? Optional.of(AffineMap.IDENTITY) : Optional.empty();
    }
  }
}
