package dev.emulsion.blend;

import dev.emulsion.Entry;
import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.Companions;
import dev.emulsion.transform.Companions.Generated;
import dev.emulsion.transform.FrameKeys;
import dev.emulsion.transform.Resize;
import dev.emulsion.transform.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DiffuseMix: one half of a photo is replaced by that of a picture which a diffusion model made of
 * it, and a fractal is laid thinly over both. The label is the photo's.
 *
 * <p>All three pictures are brought to {@code size} first, with Pillow's bicubic filter, whatever
 * their aspect. {@link Masks#PAPER4} and a seam of 20 pixels are ours by default: the paper has
 * four masks with hard edges, the authors' code two with the seam.
 *
 * <p>Draws, in order: whether the generated picture comes first (four masks only), then the axis.
 *
 * @param size of the result
 * @param alpha weight of the fractal, 0 to 1; at 0 none is needed
 * @param seamWidth pixels in which one half fades into the other, even, 0 to the shorter side
 * @see <a href="https://arxiv.org/abs/2405.14881">Islam et al., DiffuseMix, CVPR 2024, §3</a>
 */
public record DiffuseMix(Size size, double alpha, Masks masks, int seamWidth) implements Blend {

  static final Entry<Blend> ENTRY =
      Entry.of(
          "diffusemix",
          DiffuseMix.class,
          Plan.class,
          List.of("size", "alpha", "masks", "seam-width"),
          given ->
              new DiffuseMix(
                  given.has("size") ? FrameKeys.size(given) : Size.square(256),
                  given.number("alpha", 0.2),
                  given.choice("masks", Masks.PAPER4),
                  given.integer("seam-width", 20)),
          mix ->
              Map.of(
                  "size", FrameKeys.values(mix.size),
                  "alpha", mix.alpha,
                  "masks", mix.masks,
                  "seam-width", mix.seamWidth));

  /** Which halves there are, each equally likely. */
  public enum Masks {
    /** Left, right, top and bottom, as in the paper. */
    PAPER4,
    /** The photo is always on the left or at the top, as in the authors' code. */
    OFFICIAL2
  }

  /** How pictures are halved. */
  public enum Split {
    /** Left and right. */
    HORIZONTAL,
    /** Top and bottom. */
    VERTICAL
  }

  private static final String NO_FRACTAL = "";

  public DiffuseMix {
    Require.share("alpha", alpha);
    new Seam(Split.HORIZONTAL, seamWidth).weights(size.shortSide());
  }

  @Override
  public Plan plan(Image image, Companions companions, Draws draws) {
    Generated generated =
        companions
            .generated()
            .orElseThrow(
                () -> new IllegalArgumentException("diffusemix needs a generated picture"));
    Require.that(
        alpha == 0 || companions.picture().isPresent(),
        "diffusemix needs a picture of a set unless alpha is 0, was " + alpha);
    boolean generatedFirst = masks == Masks.PAPER4 && draws.chance(0.5);
    Split split = draws.below(2) == 0 ? Split.HORIZONTAL : Split.VERTICAL;
    return new Plan(
        size,
        generated.prompt(),
        generated.variant(),
        split,
        generatedFirst,
        seamWidth,
        alpha == 0 ? NO_FRACTAL : companions.picture().orElseThrow().id(),
        alpha);
  }

  @Override
  public boolean needsGenerated() {
    return true;
  }

  @Override
  public boolean needsPicture() {
    return alpha > 0;
  }

  @Override
  public Step alone() {
    return new Resize.Plan(size, Filter.BICUBIC);
  }

  @Override
  public Optional<Size> pictureSize() {
    return Optional.of(size);
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return Optional.of(size);
  }

  /**
   * Which halves show what.
   *
   * @param prompt of the generated picture, and {@code variant} which one of that prompt
   * @param flipped whether the generated picture is on the left or at the top
   * @param fractal its name in the set; empty if {@code alpha} is 0
   */
  public record Plan(
      Size size,
      String prompt,
      int variant,
      Split split,
      boolean flipped,
      int seamWidth,
      String fractal,
      double alpha)
      implements BlendPlan {

    @Override
    public Optional<Prompted> generatedName() {
      return Optional.of(new Prompted(prompt, variant));
    }

    @Override
    public Optional<String> pictureName() {
      return Optional.of(fractal).filter(name -> !name.equals(NO_FRACTAL));
    }

    @Override
    public Image apply(Image image, Companions companions) {
      Image hybrid = hybrid(image, companions);
      return alpha == 0
          ? hybrid
          : new Overlay(alpha).of(hybrid, Gray.asIn(image, fractal(companions)));
    }

    @Override
    public List<Stage> stages(Image image, Companions companions) {
      List<Stage> stages = new ArrayList<>();
      stages.add(new Stage("original", fitted(image), false));
      String made = "generated: " + prompt + (variant == 0 ? "" : " " + variant);
      stages.add(new Stage(made, fitted(companions.generated().orElseThrow().image()), false));
      stages.add(new Stage("mask", mask(), false));
      stages.add(new Stage("hybrid", hybrid(image, companions), true));
      companions
          .picture()
          .ifPresent(
              set -> stages.add(new Stage("fractal " + set.id(), fractal(companions), false)));
      stages.add(new Stage("result", apply(image, companions), true));
      return stages;
    }

    /** The two halves, without the fractal. */
    public Image hybrid(Image image, Companions companions) {
      Image original = fitted(image);
      Image generated = fitted(Gray.asIn(image, companions.generated().orElseThrow().image()));
      Seam seam = new Seam(split, seamWidth);
      return flipped ? seam.join(generated, original) : seam.join(original, generated);
    }

    /** How much of the right or lower picture shows at each column or row. */
    public double[] weights() {
      return new Seam(split, seamWidth)
          .weights(split == Split.HORIZONTAL ? size.width() : size.height());
    }

    /** White where the generated picture shows. */
    public Image mask() {
      Image second = new Seam(split, seamWidth).mask(size.height(), size.width());
      if (!flipped) {
        return second;
      }
      byte[] inverse = second.samples().clone();
      for (int i = 0; i < inverse.length; i++) {
        inverse[i] = (byte) ~inverse[i];
      }
      return Image.of(size.height(), size.width(), second.bands(), inverse);
    }

    /** The fractal as it is laid over. */
    public Image fractal(Companions companions) {
      return fitted(companions.picture().orElseThrow().image());
    }

    /** A picture at the size of the result. */
    public Image fitted(Image image) {
      return fitting().apply(image);
    }

    private Resize.Plan fitting() {
      return new Resize.Plan(size, Filter.BICUBIC);
    }

    @Override
    public Size sizeAfter(Size before) {
      return size;
    }

    @Override
    public Optional<AffineMap> mapping(Size before) {
      return fitting().mapping(before);
    }
  }
}
