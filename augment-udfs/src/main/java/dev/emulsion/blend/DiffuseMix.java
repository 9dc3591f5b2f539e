package dev.emulsion.blend;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.GeometryArguments;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.Resize;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.SideImages.Generated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DiffuseMix: one half of an image is replaced by the same half of an image that a diffusion model
 * made from it, and a fractal is blended over both. The label is kept.
 *
 * <p>All three images are first resized to {@code size} with Pillow's bicubic filter, ignoring
 * their aspect ratio. The defaults combine {@link Masks#PAPER} with a seam of 20 pixels: the paper
 * has four masks with hard edges, the authors' code two masks with the seam.
 *
 * <p>Draws, in order: whether the generated image comes first (with four masks), then the axis.
 *
 * @param size of the result
 * @param alpha weight of the fractal, 0 to 1; with 0 no fractal is needed
 * @param seamWidth width in pixels of the strip where one half fades into the other, even, from 0
 *     to the shorter side
 * @see <a href="https://arxiv.org/abs/2405.14881">Islam et al., DiffuseMix, CVPR 2024, §3</a>
 */
public record DiffuseMix(Size size, double alpha, Masks masks, int seamWidth) implements Blend {

  static final OperationType<Blend> ENTRY =
      OperationType.of(
          "diffusemix",
          DiffuseMix.class,
          Plan.class,
          List.of("size", "alpha", "masks", "seam-width"),
          given ->
              new DiffuseMix(
                  given.has("size") ? GeometryArguments.size(given) : Size.square(256),
                  given.number("alpha", 0.2),
                  given.choice("masks", Masks.PAPER),
                  given.integer("seam-width", 20)),
          mix ->
              Map.of(
                  "size", GeometryArguments.values(mix.size),
                  "alpha", mix.alpha,
                  "masks", mix.masks,
                  "seam-width", mix.seamWidth));

  /** The masks, all equally likely. */
  public enum Masks {
    /** The generated half is left, right, top or bottom, as in the paper. */
    PAPER,
    /** The generated half is right or bottom, as in the authors' code. */
    OFFICIAL
  }

  /** How images are split. */
  public enum Split {
    /** Into left and right. */
    HORIZONTAL,
    /** Into top and bottom. */
    VERTICAL
  }

  private static final String NO_FRACTAL = "";

  public DiffuseMix {
    Require.share("alpha", alpha);
    new SplitMask(Split.HORIZONTAL, seamWidth).weights(size.shortSide());
  }

  @Override
  public Plan plan(Shape shape, SideImages sideImages, Draws draws) {
    Generated generated =
        sideImages
            .generated()
            .orElseThrow(() -> new IllegalArgumentException("diffusemix needs a generated image"));
    Require.that(
        alpha == 0 || sideImages.mixingImage().isPresent(),
        () -> "diffusemix needs an image of the mixing set unless alpha is 0, was " + alpha);
    boolean generatedFirst = masks == Masks.PAPER && draws.chance(0.5);
    Split split = draws.below(2) == 0 ? Split.HORIZONTAL : Split.VERTICAL;
    return new Plan(
        size,
        generated.key().prompt(),
        generated.key().index(),
        split,
        generatedFirst,
        seamWidth,
        alpha == 0 ? NO_FRACTAL : sideImages.mixingImage().orElseThrow().id(),
        alpha);
  }

  @Override
  public boolean needsGenerated() {
    return true;
  }

  @Override
  public boolean needsMixingImage() {
    return alpha > 0;
  }

  @Override
  public OperationPlan withoutSideImages() {
    return new Resize.Plan(size, Filter.BICUBIC);
  }

  @Override
  public Optional<Size> mixingImageSize() {
    return Optional.of(size);
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return Optional.of(size);
  }

  /**
   * Which half of each image is shown, and the fractal over both.
   *
   * @param prompt of the generated image
   * @param index of the generated image among those of its prompt
   * @param generatedFirst whether the generated image is on the left or at the top
   * @param fractal its name in the mixing set; empty if {@code alpha} is 0
   */
  public record Plan(
      Size size,
      String prompt,
      int index,
      Split split,
      boolean generatedFirst,
      int seamWidth,
      String fractal,
      double alpha)
      implements BlendPlan {

    @Override
    public Optional<GeneratedKey> generatedKey(String source) {
      return Optional.of(new GeneratedKey(source, prompt, index));
    }

    @Override
    public Optional<String> mixingImageName() {
      return Optional.of(fractal).filter(name -> !name.equals(NO_FRACTAL));
    }

    @Override
    public Image apply(Image image, SideImages sideImages) {
      Image hybrid = hybrid(image, sideImages);
      return alpha == 0
          ? hybrid
          : new Overlay(alpha).of(hybrid, Gray.asIn(image, fractal(sideImages)));
    }

    @Override
    public List<Stage> stages(Image image, SideImages sideImages) {
      List<Stage> stages = new ArrayList<>();
      stages.add(new Stage("original", fitted(image), false));
      String made = "generated: " + prompt + (index == 0 ? "" : " " + index);
      stages.add(new Stage(made, fitted(sideImages.generated().orElseThrow().image()), false));
      stages.add(new Stage("mask", mask(), false));
      stages.add(new Stage("hybrid", hybrid(image, sideImages), true));
      sideImages
          .mixingImage()
          .ifPresent(
              set -> stages.add(new Stage("fractal " + set.id(), fractal(sideImages), false)));
      stages.add(new Stage("result", apply(image, sideImages), true));
      return stages;
    }

    /** The two halves, without the fractal. */
    public Image hybrid(Image image, SideImages sideImages) {
      Image original = fitted(image);
      Image generated = fitted(Gray.asIn(image, sideImages.generated().orElseThrow().image()));
      SplitMask seam = new SplitMask(split, seamWidth);
      return generatedFirst ? seam.join(generated, original) : seam.join(original, generated);
    }

    /** The weight of the right or lower image at each column or row. */
    public double[] weights() {
      return new SplitMask(split, seamWidth)
          .weights(split == Split.HORIZONTAL ? size.width() : size.height());
    }

    /** The mask, white where the generated image is visible. */
    public Image mask() {
      Image second = new SplitMask(split, seamWidth).mask(size.height(), size.width());
      if (!generatedFirst) {
        return second;
      }
      byte[] inverse = second.samples().clone();
      for (int i = 0; i < inverse.length; i++) {
        inverse[i] = (byte) ~inverse[i];
      }
      return Image.of(size.height(), size.width(), second.channels(), inverse);
    }

    /** The fractal at the size of the result. */
    public Image fractal(SideImages sideImages) {
      return fitted(sideImages.mixingImage().orElseThrow().image());
    }

    /** {@code image} at the size of the result. */
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
