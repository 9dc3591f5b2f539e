package dev.emulsion.recipe;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/**
 * The serialized form of a record that has {@link Optional} components, which Java cannot
 * serialize. Such a record returns {@link #of} from its {@code writeReplace}.
 *
 * @param components the values in the order of the record; null for an empty {@code Optional}
 */
record SerializedRecord(Class<? extends Record> type, Object[] components) implements Serializable {

  static SerializedRecord of(Record value) {
    RecordComponent[] components = value.getClass().getRecordComponents();
    return new SerializedRecord(
        value.getClass(), Arrays.stream(components).map(it -> read(value, it)).toArray());
  }

  private static Object read(Record value, RecordComponent component) {
    try {
      Object read = component.getAccessor().invoke(value);
      return read instanceof Optional<?> optional ? optional.orElse(null) : read;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component + " of " + value, e);
    }
  }

  /** The record, built by its canonical constructor. */
  private Object readResolve() throws InvalidObjectException {
    RecordComponent[] declared = type.getRecordComponents();
    Class<?>[] types = Arrays.stream(declared).map(RecordComponent::getType).toArray(Class[]::new);
    Object[] values = components.clone();
    for (int i = 0; i < types.length; i++) {
      if (types[i] == Optional.class) {
        values[i] = Optional.ofNullable(values[i]);
      }
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      var invalid = new InvalidObjectException("cannot build a " + type.getName());
      invalid.initCause(e);
      throw invalid;
    }
  }
}
