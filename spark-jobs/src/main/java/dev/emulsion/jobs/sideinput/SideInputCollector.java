package dev.emulsion.jobs.sideinput;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.label.Label;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.EncodedSample.Generated;
import dev.emulsion.transform.GeneratedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the side inputs of one sample from the rows that arrive before its image. */
public final class SideInputCollector {

  private final String id;
  private final Map<String, byte[]> mixingImages = new HashMap<>();
  private final List<Generated> generated = new ArrayList<>();
  private Optional<AttentionGrid> map = Optional.empty();

  /**
   * @param id of the sample
   */
  public SideInputCollector(String id) {
    this.id = id;
  }

  /** Adds a side input of the sample. */
  public void add(SideInputRow row) {
    add(row.kind(), row.name(), row.index(), row.bytes());
  }

  /** As {@link #add(SideInputRow)}, with the fields of the row. */
  public void add(SideInputKind kind, String name, int index, byte[] bytes) {
    switch (kind) {
      case MAP -> map = Optional.of(AttentionMaps.unpacked(bytes));
      case MIXING_IMAGE -> mixingImages.put(name, bytes);
      case GENERATED -> generated.add(new Generated(new GeneratedKey(id, name, index), bytes));
      case IMAGE -> throw new IllegalArgumentException("the image of " + id + " is no side input");
    }
  }

  /** The sample with all side inputs that were added. */
  public EncodedSample sample(Label label, byte[] image) {
    return new EncodedSample(
        id, label, image, map, List.copyOf(generated), Map.copyOf(mixingImages));
  }
}
