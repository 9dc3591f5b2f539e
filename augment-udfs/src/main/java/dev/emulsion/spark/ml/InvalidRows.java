package dev.emulsion.spark.ml;

import dev.emulsion.DataException;
import java.util.Optional;
import java.util.function.Supplier;

/** How a stage treats rows whose image cannot be used: {@code handleInvalid}. */
enum InvalidRows {
  ERROR,
  SKIP,
  KEEP;

  /**
   * What becomes of such a row: nothing, or {@code kept}.
   *
   * @throws DataException if the stage is to fail
   */
  <T> Optional<T> treat(String id, String message, Supplier<T> kept) {
    return switch (this) {
      case ERROR ->
          throw new DataException(
              "cannot use the image of "
                  + id
                  + ": "
                  + message
                  + "; to ignore such rows, set handleInvalid to skip or keep");
      case SKIP -> Optional.empty();
      case KEEP -> Optional.of(kept.get());
    };
  }
}
