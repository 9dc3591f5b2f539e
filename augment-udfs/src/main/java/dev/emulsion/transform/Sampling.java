package dev.emulsion.transform;

import dev.emulsion.Arguments;
import dev.emulsion.Require;
import dev.emulsion.image.Border;
import dev.emulsion.image.Filter;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a geometric operation samples pixels: its filter, and the color of pixels outside the image.
 *
 * @param filter nearest, bilinear, bicubic, or random
 * @param fill one sample for all channels, or one per channel, 0 to 255
 */
public record Sampling(Interpolation filter, List<Integer> fill) implements Serializable {

  private static final Set<Interpolation> FILTERS =
      EnumSet.of(
          Interpolation.NEAREST,
          Interpolation.BILINEAR,
          Interpolation.BICUBIC,
          Interpolation.RANDOM);

  /** Bicubic on the mean color of ImageNet, as in timm. */
  public static final Sampling DEFAULT =
      new Sampling(Interpolation.BICUBIC, List.of(124, 116, 104));

  /** Nearest on black, as in torchvision. */
  public static final Sampling TORCHVISION = new Sampling(Interpolation.NEAREST, List.of(0));

  public Sampling {
    Require.that(
        FILTERS.contains(filter),
        "filter must be nearest, bilinear, bicubic or random, was "
            + filter.name().toLowerCase(Locale.ROOT));
    fill = Border.constant(fill).fill();
  }

  /** From the keys {@code filter} and {@code fill}. */
  static Sampling of(Arguments given) {
    return of(given, DEFAULT);
  }

  static Sampling of(Arguments given, Sampling fallback) {
    return new Sampling(
        given.choice("filter", fallback.filter), GeometryArguments.fill(given, fallback.fill));
  }

  /** The values of an operation with this sampling: its {@code filter} and {@code fill} too. */
  Map<String, Object> valuesWith(Map<String, ?> others) {
    Map<String, Object> values = new HashMap<>(Map.of("filter", filter, "fill", fill));
    values.putAll(others);
    return values;
  }

  /** The filter for one image; draws only if it is random. */
  Filter draw(Draws draws) {
    return filter.draw(draws);
  }

  /** The plan of an operation whose strength was drawn; draws the filter if it is random. */
  Warp plan(Warp.Factory operation, double strength, Draws draws) {
    return operation.of(strength, draw(draws), fill);
  }
}
