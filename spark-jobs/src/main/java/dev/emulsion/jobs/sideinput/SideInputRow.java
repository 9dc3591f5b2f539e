package dev.emulsion.jobs.sideinput;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.EncodedSample.Generated;
import dev.emulsion.label.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Collects what travels beside one sample: its map, its generated images, images of a set. */
public final class SideInputRow {

  public static final String PART = "part";
  public static final String NAME = "name";
  public static final String INDEX = "index";

  /**
   * Sample id and label as in {@link Samples#INDEX}, the label only where rings are by class; the
   * encoded bytes; what they are, by the place of the {@link SideInputKind}; prompt and variant of
   * a generated image, or the name of an image of a set.
   */
  public static final StructType SCHEMA =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType, true), true)
          .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType, true), true)
          .add(Samples.IMAGE, DataTypes.BinaryType, false)
          .add(PART, DataTypes.IntegerType, false)
          .add(NAME, DataTypes.StringType, true)
          .add(INDEX, DataTypes.IntegerType, false);

  /** What the rows of one sample hold, in the order in which they arrive. */
  public enum SideInputKind {
    MAP,
    MIXING_IMAGE,
    GENERATED,
    IMAGE;

    private static final SideInputKind[] ALL = values();

    public static SideInputKind of(int ordinal) {
      return ALL[ordinal];
    }
  }

  private Optional<AttentionGrid> map = Optional.empty();
  private final Map<String, byte[]> images = new HashMap<>();
  private final List<Generated> generated = new ArrayList<>();

  /** Takes a row that has these columns and is not an image. */
  public void add(Row row) {
    add(
        SideInputKind.of(row.getAs(PART)),
        row.getAs(NAME),
        row.getAs(INDEX),
        row.getAs(Samples.IMAGE));
  }

  /** Adds a side input; the arguments are the columns of {@link #SCHEMA}. */
  public void add(SideInputKind kind, String name, int index, byte[] bytes) {
    switch (kind) {
      case MAP -> map = Optional.of(AttentionMaps.unpacked(bytes));
      case MIXING_IMAGE -> images.put(name, bytes);
      case GENERATED -> generated.add(new Generated(name, index, bytes));
      case IMAGE -> throw new IllegalArgumentException("an image stands beside nothing");
    }
  }

  /** The sample itself, with all of it. */
  public EncodedSample with(String id, Label label, byte[] image) {
    return new EncodedSample(id, label, image, map, List.copyOf(generated), Map.copyOf(images));
  }
}
