package dev.emulsion.io.source;

import dev.emulsion.label.Label;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a source knows of its samples as a whole.
 *
 * @param labelKind form of all labels: column {@code weights} for a distribution, else {@code
 *     labels}
 * @param texts what the texts in {@code labels} are
 * @param classNames distinct names of all classes in the order of their indices, if the source
 *     defines them
 * @param mayRepeat whether two samples may have the same id
 * @param mayLack whether a sample may lack an id or a usable label
 * @param totalBytes encoded bytes of all images, estimated where the exact sum would require
 *     reading them
 * @param ignored number of files that are no samples
 * @param ignoredKinds how many of them have which extension, such as {@code .heic}, or another
 *     reason; may be empty
 * @param pathPrefix makes an id a path, in messages and in the quarantine table: put it in front
 */
public record SourceInfo(
    Label.Kind labelKind,
    Texts texts,
    Optional<List<String>> classNames,
    boolean mayRepeat,
    boolean mayLack,
    long totalBytes,
    long ignored,
    Map<String, Long> ignoredKinds,
    String pathPrefix) {

  /** What the texts of labels are. */
  public enum Texts {
    /** Values of a column of numbers; if the source names its classes, their indices. */
    NUMBERS,
    /** Written by people and programs, who spell a number in several ways: 1, 01, 1.0. */
    CELLS,
    /** Names of folders, which are class names as they are written. */
    FOLDERS
  }

  /**
   * A source that has not been checked: ids may repeat, and ids or labels may be missing.
   *
   * @param path of the source, to which {@code #} and an id are appended
   */
  static SourceInfo unchecked(Label.Kind kind, Texts texts, long totalBytes, String path) {
    return new SourceInfo(
        kind, texts, Optional.empty(), true, true, totalBytes, 0, Map.of(), path + "#");
  }

  /** The same source with names for all classes. */
  SourceInfo withClassNames(List<String> names) {
    return new SourceInfo(
        labelKind,
        texts,
        Optional.of(List.copyOf(names)),
        mayRepeat,
        mayLack,
        totalBytes,
        ignored,
        ignoredKinds,
        pathPrefix);
  }

  /** The same source, whose ids and labels were checked when it was written. */
  SourceInfo checked() {
    return new SourceInfo(
        labelKind, texts, classNames, false, false, totalBytes, ignored, ignoredKinds, pathPrefix);
  }

  /** The same source, with ignored files that belong to no sample. */
  SourceInfo withIgnored(long files) {
    return new SourceInfo(
        labelKind, texts, classNames, mayRepeat, mayLack, totalBytes, files, Map.of(), pathPrefix);
  }
}
