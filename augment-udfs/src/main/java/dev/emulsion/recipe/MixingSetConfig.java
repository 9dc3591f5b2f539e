package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code mixing-set} section: a set of images, one or more of which are blended into each
 * sample.
 *
 * @param path the output of {@code emulsion fractals}, other Parquet files, or a directory of
 *     images
 * @param id name of the table's column with the ids of the images
 * @param image name of the table's column with the encoded images
 */
public record MixingSetConfig(String path, String id, String image) implements Serializable {

  public static final String DEFAULT_ID = "fractal_id";
  public static final String DEFAULT_IMAGE = "image";

  public MixingSetConfig {
    Location.require("path", path);
    Require.that(!id.isBlank(), "id must be given");
    Require.that(!image.isBlank(), "image must be given");
  }

  /** The default settings with this path. */
  public static MixingSetConfig at(String path) {
    return new MixingSetConfig(path, DEFAULT_ID, DEFAULT_IMAGE);
  }

  MixingSetConfig withPath(String path) {
    return new MixingSetConfig(path, id, image);
  }

  static MixingSetConfig from(Section section) {
    return new MixingSetConfig(
        section.text("path"), section.text("id", DEFAULT_ID), section.text("image", DEFAULT_IMAGE));
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", path);
    values.put("id", id);
    values.put("image", image);
    return values;
  }
}
