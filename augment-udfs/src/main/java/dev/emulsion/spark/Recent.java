package dev.emulsion.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Values made from texts, of which those used last are kept: a query has few texts. */
final class Recent<T> {

  private static final int KEPT = 64;

  private final Function<String, T> maker;
  private final Map<String, T> values =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
          return size() > KEPT;
        }
      };

  Recent(Function<String, T> maker) {
    this.maker = maker;
  }

  /** The value of {@code text}. */
  synchronized T get(String text) {
    T value = values.get(text);
    if (value == null) {
      value = maker.apply(text);
      values.put(text, value);
    }
    return value;
  }
}
