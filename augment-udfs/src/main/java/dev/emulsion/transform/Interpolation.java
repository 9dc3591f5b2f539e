package dev.emulsion.transform;

import dev.emulsion.image.Filter;
import dev.emulsion.random.Draws;
import java.util.List;

/** The filter of an operation: fixed, or drawn for each image. */
public enum Interpolation {
  NEAREST(Filter.NEAREST),
  BILINEAR(Filter.BILINEAR),
  BICUBIC(Filter.BICUBIC),
  LANCZOS(Filter.LANCZOS),
  BOX(Filter.BOX),
  HAMMING(Filter.HAMMING),
  /** Bilinear or bicubic with equal probability. */
  RANDOM(Filter.BILINEAR, Filter.BICUBIC);

  private final List<Filter> filters;

  Interpolation(Filter... filters) {
    this.filters = List.of(filters);
  }

  /** The filter for one image; draws only if there is a choice. */
  public Filter draw(Draws draws) {
    return filters.get(filters.size() == 1 ? 0 : draws.below(filters.size()));
  }
}
