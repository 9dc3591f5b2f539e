package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Border;
import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DeiT III's simple random crop: resizes the short side to {@code size}, pads all sides by four
 * reflected pixels and crops a square. Unlike {@link RandomResizedCrop} it keeps nearly all of the
 * object. The paper's subsequent flip is {@link HorizontalFlip}.
 *
 * <p>Draws, in order: top (not with {@link Axis#X}), left.
 *
 * @see <a href="https://arxiv.org/abs/2204.07118">Touvron et al., DeiT III, ECCV 2022, §3</a>
 */
public record SimpleRandomCrop(int size, Filter filter, Axis axis) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "simple-random-crop",
          SimpleRandomCrop.class,
          Plan.class,
          List.of("size", "filter", "axis"),
          given ->
              new SimpleRandomCrop(
                  given.integer("size"),
                  given.choice("filter", Filter.BICUBIC),
                  given.choice("axis", Axis.BOTH)),
          crop -> Map.of("size", crop.size(), "filter", crop.filter(), "axis", crop.axis()));

  /** The axes along which the position of the square is random. */
  public enum Axis {
    /** Both, as in the authors' code. */
    BOTH,
    /** Columns only, as in the paper's text; vertically the square is centered. */
    X
  }

  private static final int PADDING = 4;

  public SimpleRandomCrop {
    GeometryArguments.size(size, size);
  }

  @Override
  public Plan plan(Shape shape, Draws draws) {
    Size resized = new Resize.ShortSide(size, Resize.ShortSide.UNBOUNDED).of(shape.size());
    int rows = resized.height() - size + 2 * PADDING;
    int columns = resized.width() - size + 2 * PADDING;
    int top = axis == Axis.BOTH ? draws.below(rows + 1) : rows / 2;
    int left = draws.below(columns + 1);
    return new Plan(resized, new Box(top - PADDING, left - PADDING, size, size), filter);
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return Optional.of(Size.square(size));
  }

  /**
   * The part inside {@code box} of the image at size {@code resized}, reflected beyond its edges.
   */
  public record Plan(Size resized, Box box, Filter filter) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return image.resize(resized, filter).crop(box, Border.REFLECT);
    }

    @Override
    public Size sizeAfter(Size before) {
      return box.size();
    }

    @Override
    public Optional<AffineMap> mapping(Size before) {
      return Optional.of(
          AffineMap.resized(Box.whole(before), resized)
              .then(AffineMap.shift(box.left(), box.top())));
    }
  }
}
