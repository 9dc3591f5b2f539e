package dev.emulsion.jobs.sideinput;

import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.side.GeneratedIndexRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.transform.GeneratedKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The generated images of one source, as a column of structs holds them.
 *
 * @param images sorted by prompt, index and location; several may have one key
 */
record GeneratedGroup(List<GeneratedIndexRow> images) {

  /**
   * Name of the column: an array of structs {@code prompt, index, location, bytes, stamp}, or null.
   */
  static final String COLUMN = "generated";

  /** Collects rows of {@link GeneratedIndexRow#SCHEMA}, grouped by source, into {@link #COLUMN}. */
  static Column collect() {
    return functions
        .sort_array(
            functions.collect_list(
                functions.struct(
                    GeneratedImages.PROMPT,
                    GeneratedImages.INDEX,
                    Samples.LOCATION,
                    Samples.BYTES,
                    Samples.STAMP)))
        .as(COLUMN);
  }

  /**
   * Reads the images of a source.
   *
   * @param row id of the source first
   * @param i index of {@link #COLUMN}; a column that is null or missing has no images
   */
  static GeneratedGroup read(Row row, int i) {
    String source = row.getString(0);
    if (row.size() <= i || row.isNullAt(i)) {
      return new GeneratedGroup(List.of());
    }
    List<GeneratedIndexRow> images = new ArrayList<>();
    for (Row image : row.<Row>getList(i)) {
      GeneratedKey key = new GeneratedKey(source, image.getString(0), image.getInt(1));
      images.add(
          new GeneratedIndexRow(key, image.getString(2), image.getLong(3), image.getLong(4)));
    }
    return new GeneratedGroup(images);
  }

  /** Of images with the same key, the one with the smallest location. */
  List<GeneratedIndexRow> distinct() {
    List<GeneratedIndexRow> distinct = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      if (!repeats(i)) {
        distinct.add(images.get(i));
      }
    }
    return distinct;
  }

  /** The keys of the images that {@link #distinct} omits. */
  List<GeneratedKey> repeated() {
    List<GeneratedKey> repeated = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      if (repeats(i)) {
        repeated.add(images.get(i).key());
      }
    }
    return repeated;
  }

  private boolean repeats(int i) {
    return i > 0 && images.get(i).key().equals(images.get(i - 1).key());
  }
}
