package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Crops the middle of the image, as torchvision's {@code CenterCrop}; an image that is too small is
 * padded with black. Draws nothing.
 */
public record CenterCrop(Size size) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "center-crop",
          CenterCrop.class,
          Plan.class,
          List.of("size"),
          given -> new CenterCrop(GeometryArguments.size(given)),
          crop -> Map.of("size", GeometryArguments.values(crop.size())));

  @Override
  public Plan plan(Shape shape, Draws draws) {
    return new Plan(
        new Box(
            start(shape.height(), size.height()),
            start(shape.width(), size.width()),
            size.height(),
            size.width()));
  }

  /** Where the crop begins on one axis; negative if the image is smaller than the crop. */
  private static int start(int side, int crop) {
    // torchvision pads with the smaller half first, but crops with halves rounded to even
    return side < crop ? -((crop - side) / 2) : (int) Math.rint((side - crop) / 2.0);
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return Optional.of(size);
  }

  /** The part inside {@code box}; black outside the image. */
  public record Plan(Box box) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return image.crop(box);
    }

    @Override
    public Box reads(Size before) {
      return box.clippedTo(before);
    }

    @Override
    public Plan within(Box part) {
      return new Plan(box.from(part));
    }

    @Override
    public Size sizeAfter(Size before) {
      return box.size();
    }

    @Override
    public Optional<AffineMap> mapping(Size before) {
      return Optional.of(AffineMap.shift(box.left(), box.top()));
    }
  }
}
