package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Border;
import dev.emulsion.image.Image;
import dev.emulsion.image.Padding;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds pixels around the image, as torchvision's {@code Pad}. Draws nothing. */
public record Pad(Padding padding, Border border) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "pad",
          Pad.class,
          Plan.class,
          List.of("padding", "padding-mode", "fill"),
          given -> new Pad(GeometryArguments.padding(given), GeometryArguments.border(given)),
          pad ->
              Map.of(
                  "padding", GeometryArguments.values(pad.padding()),
                  "padding-mode", pad.border().mode(),
                  "fill", pad.border().fill()));

  @Override
  public Plan plan(Shape shape, Draws draws) {
    Sizes.padded(shape.size(), padding);
    return new Plan(padding, border);
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return before.map(size -> Sizes.padded(size, padding));
  }

  /** Adds {@code padding} around the image. */
  public record Plan(Padding padding, Border border) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return image.pad(padding, border);
    }

    @Override
    public Size sizeAfter(Size before) {
      return padding.around(before);
    }

    @Override
    public Optional<AffineMap> mapping(Size before) {
      return Optional.of(AffineMap.shift(-padding.left(), -padding.top()));
    }
  }
}
