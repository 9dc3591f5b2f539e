package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code input} section.
 *
 * @param path a directory, a file or a glob of the file system that Hadoop knows by its scheme
 * @param columns where a table holds what is needed; image folders need none
 * @param duplicates what to do when two samples have one id
 * @param partitions number of reading tasks; empty for one per 64 MB. Never changes the output
 */
public record InputConfig(
    Format format,
    String path,
    Columns columns,
    Duplicates duplicates,
    Optional<Integer> partitions)
    implements Serializable {

  /** The layouts that can be read. */
  public enum Format {
    /** {@code class/…/photo.jpg}, as torchvision's ImageFolder. */
    IMAGE_FOLDER,
    /** Parquet with encoded images in a column. */
    PARQUET
  }

  /** What happens to samples that share an id. */
  public enum Duplicates {
    /** The run stops before any payload moves. */
    FAIL,
    /** The first by file and row is used; the others are listed with the quarantine. */
    FIRST
  }

  /**
   * Column names of a table.
   *
   * @param id empty: the {@code path} field of the image struct is the id
   * @param image BINARY, or {@code struct<bytes, path>}
   * @param label a string or an integer
   */
  public record Columns(Optional<String> id, String image, String label) implements Serializable {

    public static final Columns DEFAULT = new Columns(Optional.empty(), "image", "label");

    static Columns from(Section columns) {
      return new Columns(
          columns.has("id") ? Optional.of(columns.text("id")) : DEFAULT.id,
          columns.text("image", DEFAULT.image),
          columns.text("label", DEFAULT.label));
    }

    Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("id", id.orElse(null));
      values.put("image", image);
      values.put("label", label);
      return values;
    }
  }

  /** Everything but the path at its default. */
  public static InputConfig at(String path) {
    return new InputConfig(
        Format.IMAGE_FOLDER, path, Columns.DEFAULT, Duplicates.FAIL, Optional.empty());
  }

  public InputConfig {
    Location.require("path", path);
    partitions.ifPresent(n -> Require.atLeast("partitions", 1, n));
  }

  static InputConfig from(Section input) {
    InputConfig fallback = at(input.text("path"));
    Section columns = input.section("columns", Columns.DEFAULT.values().keySet());
    return new InputConfig(
        input.choice("format", fallback.format),
        fallback.path,
        Columns.from(columns),
        input.choice("duplicates", fallback.duplicates),
        input.integerOrAuto("partitions"));
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("format", Names.of(format));
    values.put("path", path);
    values.put("columns", columns.values());
    values.put("duplicates", Names.of(duplicates));
    values.put("partitions", partitions.<Object>map(n -> n).orElse(Section.AUTO));
    return values;
  }
}
