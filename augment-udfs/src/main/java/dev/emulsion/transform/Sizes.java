package dev.emulsion.transform;

import dev.emulsion.DataException;
import dev.emulsion.Weighted;
import dev.emulsion.image.Padding;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeLimits;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sizes of results before anything is drawn. */
final class Sizes {

  private Sizes() {}

  /**
   * The size of an image of {@code size} with {@code padding}.
   *
   * @throws DataException if that exceeds the largest image allowed
   */
  static Size padded(Size size, Padding padding) {
    Size padded = padding.around(size);
    int max = DecodeLimits.DEFAULT.maxPixels();
    if (padded.area() > max) {
      throw new DataException(
          "padding %s gives %s, more than %d pixels; pad less, or resize first"
              .formatted(size, padded, max));
    }
    return padded;
  }

  /** After an operation that is applied with probability {@code p} and then gives {@code after}. */
  static Optional<Size> ifApplied(double p, Optional<Size> before, Optional<Size> after) {
    if (p == 0 || before.isPresent() && before.equals(after)) {
      return before;
    }
    return p == 1 ? after : Optional.empty();
  }

  /** The most operations that any one of {@code choices} is. */
  static long longest(List<Weighted<Transform>> choices) {
    return choices.stream().mapToLong(it -> it.operation().maxOperations()).max().orElse(0);
  }

  /** After any one of {@code choices}: their common size, empty if they differ. */
  static Optional<Size> afterAny(List<Weighted<Transform>> choices, Optional<Size> before) {
    Set<Optional<Size>> sizes = new HashSet<>();
    for (Weighted<Transform> choice : choices) {
      sizes.add(choice.operation().sizeAfter(before));
    }
    return sizes.size() == 1 ? sizes.iterator().next() : Optional.empty();
  }
}
