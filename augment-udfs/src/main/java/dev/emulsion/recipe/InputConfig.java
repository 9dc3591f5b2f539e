package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
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
  }

  public InputConfig {
    Require.that(!path.isBlank(), "path must be given");
    partitions.ifPresent(n -> Require.atLeast("partitions", 1, n));
  }
}
