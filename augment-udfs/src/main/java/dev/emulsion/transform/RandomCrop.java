package dev.emulsion.transform;

import dev.emulsion.DataException;
import dev.emulsion.OperationType;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Border;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Padding;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Crops the padded image at a uniformly drawn position, as torchvision's {@code RandomCrop}.
 *
 * <p>Draws, in order: top, left; nothing if the padded image has the size of the crop.
 *
 * @param padding added to every image before the crop
 * @param small how to handle images that are smaller than the crop after padding
 */
public record RandomCrop(Size size, Padding padding, Border border, TooSmall small)
    implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "random-crop",
          RandomCrop.class,
          Plan.class,
          List.of("size", "padding", "padding-mode", "fill", "pad-if-needed"),
          given ->
              new RandomCrop(
                  GeometryArguments.size(given),
                  GeometryArguments.padding(given),
                  GeometryArguments.border(given),
                  given.flag("pad-if-needed", false) ? TooSmall.PAD : TooSmall.REJECT),
          crop ->
              Map.of(
                  "size", GeometryArguments.values(crop.size()),
                  "padding", GeometryArguments.values(crop.padding()),
                  "padding-mode", crop.border().mode(),
                  "fill", crop.border().fill(),
                  "pad-if-needed", crop.small() == TooSmall.PAD));

  /** How to handle an image that is smaller than the crop. */
  public enum TooSmall {
    /** The image cannot be cropped: a {@link DataException}. */
    REJECT,
    /** A side that is too short gets all the missing pixels at both ends, as in torchvision. */
    PAD
  }

  @Override
  public Plan plan(Shape shape, Draws draws) {
    Size padded = Sizes.padded(shape.size(), padding);
    Padding extra = small == TooSmall.PAD ? missing(padded) : Padding.NONE;
    Size room = Sizes.padded(padded, extra);
    if (room.height() < size.height() || room.width() < size.width()) {
      throw new DataException(
          "cannot take a crop of %s from %s; resize first, or set pad-if-needed"
              .formatted(size, room));
    }
    if (room.equals(size)) {
      return new Plan(padding, extra, border, Box.whole(size));
    }
    int top = draws.below(room.height() - size.height() + 1);
    int left = draws.below(room.width() - size.width() + 1);
    return new Plan(padding, extra, border, new Box(top, left, size.height(), size.width()));
  }

  private Padding missing(Size padded) {
    int vertical = Math.max(0, size.height() - padded.height());
    int horizontal = Math.max(0, size.width() - padded.width());
    return new Padding(vertical, horizontal, vertical, horizontal);
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return Optional.of(size);
  }

  /** The part inside {@code box} of the image padded by {@code padding} and then {@code extra}. */
  public record Plan(Padding padding, Padding extra, Border border, Box box)
      implements TransformPlan {

    @Override
    public Image apply(Image image) {
      if (!extra.equals(Padding.NONE)) {
        // in two steps: reflecting a reflection differs from one longer reflection
        return image.pad(padding, border).pad(extra, border).crop(box);
      }
      int top = box.top() - padding.top();
      int left = box.left() - padding.left();
      return image.crop(new Box(top, left, box.height(), box.width()), border);
    }

    @Override
    public Box reads(Size before) {
      Box inside =
          new Box(
              box.top() - padding.top(), box.left() - padding.left(), box.height(), box.width());
      return extra.equals(Padding.NONE) && inside.isInside(before) ? inside : Box.whole(before);
    }

    @Override
    public Plan within(Box part) {
      return new Plan(padding, extra, border, box.from(part));
    }

    @Override
    public Size sizeAfter(Size before) {
      return box.size();
    }

    @Override
    public Optional<AffineMap> mapping(Size before) {
      return Optional.of(
          AffineMap.shift(
              box.left() - padding.left() - extra.left(), box.top() - padding.top() - extra.top()));
    }
  }
}
