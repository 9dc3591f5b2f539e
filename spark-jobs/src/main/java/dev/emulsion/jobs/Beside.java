package dev.emulsion.jobs;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.io.Maps;
import dev.emulsion.io.Samples;
import dev.emulsion.jobs.EncodedSample.Generated;
import dev.emulsion.label.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Collects what travels beside one sample: its map, its generated pictures, pictures of a set. */
final class Beside {

  static final String PART = "part";
  static final String NAME = "name";
  static final String VARIANT = "variant";

  /**
   * Sample id and label as in {@link Samples#INDEX}, the label only where rings are by class; the
   * encoded bytes; what they are, by the place of the {@link Part}; prompt and variant of a
   * generated picture, or the name of a picture of a set.
   */
  static final StructType SCHEMA =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType, true), true)
          .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType, true), true)
          .add(Samples.IMAGE, DataTypes.BinaryType, false)
          .add(PART, DataTypes.IntegerType, false)
          .add(NAME, DataTypes.StringType, true)
          .add(VARIANT, DataTypes.IntegerType, false);

  /** What the rows of one sample hold, in the order in which they arrive. */
  enum Part {
    MAP,
    PICTURE,
    GENERATED,
    IMAGE;

    private static final Part[] ALL = values();

    static Part of(int ordinal) {
      return ALL[ordinal];
    }
  }

  private Optional<AttentionGrid> map = Optional.empty();
  private final Map<String, byte[]> pictures = new HashMap<>();
  private final List<Generated> generated = new ArrayList<>();

  /** Takes a row that has these columns and is not an image. */
  void add(Row row) {
    byte[] bytes = row.getAs(Samples.IMAGE);
    String name = row.getAs(NAME);
    switch (Part.of(row.getAs(PART))) {
      case MAP -> map = Optional.of(Maps.unpacked(bytes));
      case PICTURE -> pictures.put(name, bytes);
      case GENERATED -> generated.add(new Generated(name, row.getAs(VARIANT), bytes));
      case IMAGE -> throw new IllegalArgumentException("an image stands beside nothing");
    }
  }

  /** The sample itself, with all of it. */
  EncodedSample with(String id, Label label, byte[] image) {
    return new EncodedSample(id, label, image, map, List.copyOf(generated), Map.copyOf(pictures));
  }
}
