package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code input} section.
 *
 * @param path a directory, file or glob on any file system that Hadoop supports; for {@code table}
 *     a name in the session's catalog
 * @param columns names of the columns of a table or manifest, or of the fields of a sample in an
 *     archive; image folders have none
 * @param ids how ids are made where no column has them
 * @param keys where a member's key ends, in archives
 * @param duplicates how to treat samples with equal ids
 * @param split name of the split to read, such as {@code train}; empty: all of the input
 * @param splits what to do with an input that holds several splits, if none is named
 * @param check how thoroughly {@code ingest} checks every image
 * @param partitions number of reading tasks; empty: one per 64 MB. Does not change the output
 * @param version of the table to read, a number or the name of a tag or branch; empty: the current
 */
public record InputConfig(
    Format format,
    String path,
    Columns columns,
    Ids ids,
    Keys keys,
    Duplicates duplicates,
    Optional<String> split,
    Splits splits,
    Check check,
    Optional<Integer> partitions,
    Optional<String> version)
    implements Serializable {

  /** The layouts that can be read. */
  public enum Format {
    /** {@code class/…/image.jpg}, as torchvision's ImageFolder. */
    IMAGE_FOLDER,
    /** Parquet with encoded images in a column. */
    PARQUET,
    /** A table or view of the session's catalog with encoded images in a column. */
    TABLE,
    /** Parquet as Hugging Face {@code datasets} writes it: the footer has class names. */
    HUGGINGFACE,
    /** Tar archives whose members of one name are a sample. */
    WEBDATASET,
    /** A list of files and labels, CSV or JSON lines. */
    MANIFEST;

    private boolean holdsSamples() {
      return this != IMAGE_FOLDER && this != MANIFEST && this != TABLE;
    }
  }

  /** How ids are made where no column has them. */
  public enum Ids {
    /** {@code STEM} in tar archives, else {@code PATH}. */
    AUTO,
    /** The path, as {@code cat/1.jpg}. */
    PATH,
    /** The path up to the first dot of its last part, as {@code cat/1}. */
    STEM,
    /**
     * The file that holds the sample, and its key or row in it, as {@code a.tar/cat/1} or {@code
     * a.parquet#17}; for archives and Parquet.
     */
    FILE
  }

  /** Where the key ends that the members of one sample share, in the last part of their paths. */
  public enum Keys {
    /** {@code FIRST_DOT}; members that it tears apart are an error. */
    AUTO,
    /** At the first dot, by the convention of WebDataset. */
    FIRST_DOT,
    /** At the last dot, so that the key of {@code img_0.05.jpg} is {@code img_0.05}. */
    LAST_DOT
  }

  /** What happens to samples that share an id. */
  public enum Duplicates {
    /** The run stops before any payload moves. */
    FAIL,
    /** The first by location is used; the others are listed with the quarantine. */
    FIRST
  }

  /** What happens to an input that holds a training and a test set side by side. */
  public enum Splits {
    /** The run stops and asks which one is meant. */
    ASK,
    /** Names of splits have no meaning: all of the input is read. */
    IGNORE
  }

  /** What {@code ingest} proves of every image. */
  public enum Check {
    /** It must decode. */
    DECODE,
    /** Its header must be valid and within the limits; the data after it may still be corrupt. */
    HEADER
  }

  /**
   * Names of columns or fields; empty: the default of the format.
   *
   * @param id sample ids, in tables and manifests. Default: the {@code path} of the image struct or
   *     of the manifest
   * @param image in tables the encoded images, BINARY or {@code struct<bytes, path>}, by default
   *     {@code image}; in manifests the paths, by default {@code path}; in archives the file
   *     extension, by default that of any image format
   * @param label the labels, by default {@code label}; in archives a field of the {@code .json},
   *     used by default if there is no {@code .cls}
   */
  public record Columns(Optional<String> id, Optional<String> image, Optional<String> label)
      implements Serializable {

    public static final Columns DEFAULT =
        new Columns(Optional.empty(), Optional.empty(), Optional.empty());

    static Columns from(Section columns) {
      return new Columns(
          optional(columns, "id"), optional(columns, "image"), optional(columns, "label"));
    }

    private static Optional<String> optional(Section columns, String key) {
      return columns.has(key) ? Optional.of(columns.text(key)) : Optional.empty();
    }

    Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("id", id.orElse(null));
      values.put("image", image.orElse(null));
      values.put("label", label.orElse(null));
      return values;
    }

    private Object writeReplace() {
      return SerializedRecord.of(this);
    }
  }

  /** The default settings with this path. */
  public static InputConfig at(String path) {
    return new InputConfig(
        Format.IMAGE_FOLDER,
        path,
        Columns.DEFAULT,
        Ids.AUTO,
        Keys.AUTO,
        Duplicates.FAIL,
        Optional.empty(),
        Splits.ASK,
        Check.DECODE,
        Optional.empty(),
        Optional.empty());
  }

  private static final String VERSION = "version";
  private static final int MAX_PARTITIONS = 100_000;

  public InputConfig {
    Location.require("path", path);
    partitions.ifPresent(
        n -> Require.within("partitions", 1, MAX_PARTITIONS, n, "every partition is a task"));
    split.ifPresent(name -> Require.that(!name.isBlank(), "split must be a name, was blank"));
    Require.that(
        split.isEmpty() || splits == Splits.ASK,
        "splits must be ask where split names one, was ignore");
    Require.that(
        ids != Ids.FILE || format.holdsSamples(),
        "ids must be auto, path or stem where every image is a file of its own, was file");
    Require.that(
        keys == Keys.AUTO || format == Format.WEBDATASET,
        "keys is for format webdataset only; remove it");
    version.ifPresent(
        name -> {
          Require.that(format == Format.TABLE, "version is for format table only; remove it");
          Require.that(!name.isBlank(), "version must be a number or a name, was blank");
        });
  }

  static InputConfig from(Section input) {
    InputConfig fallback = at(input.text("path"));
    Section columns = input.section("columns", Columns.DEFAULT.values().keySet());
    return new InputConfig(
        input.choice("format", fallback.format),
        fallback.path,
        Columns.from(columns),
        input.choice("ids", fallback.ids),
        input.choice("keys", fallback.keys),
        input.choice("duplicates", fallback.duplicates),
        input.has("split") ? Optional.of(input.text("split")) : Optional.empty(),
        input.choice("splits", fallback.splits),
        input.choice("check", fallback.check),
        input.integerOrAuto("partitions"),
        input.has(VERSION) ? Optional.of(input.text(VERSION)) : Optional.empty());
  }

  /** Whether {@link #path} names files, rather than a table of a catalog. */
  public boolean isFiles() {
    return format != Format.TABLE;
  }

  /** Whether ids could contain the name of the file that a sample is in, but do not. */
  public boolean mayNameFile() {
    return format.holdsSamples() && ids != Ids.FILE && columns.id().isEmpty();
  }

  InputConfig withPath(String path) {
    return new InputConfig(
        format, path, columns, ids, keys, duplicates, split, splits, check, partitions, version);
  }

  /** See {@link Recipe#forRunId}. */
  InputConfig forRunId() {
    return new InputConfig(
        format,
        Recipe.NO_PATH,
        columns,
        ids,
        keys,
        duplicates,
        Optional.empty(),
        Splits.ASK,
        Check.DECODE,
        Optional.empty(),
        Optional.empty());
  }

  /** The same input with other column names. */
  public InputConfig withColumns(Columns columns) {
    return new InputConfig(
        format, path, columns, ids, keys, duplicates, split, splits, check, partitions, version);
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("format", Names.of(format));
    values.put("path", path);
    values.put("columns", columns.values());
    values.put("ids", Names.of(ids));
    values.put("keys", Names.of(keys));
    values.put("duplicates", Names.of(duplicates));
    values.put("split", split.orElse(null));
    values.put("splits", Names.of(splits));
    values.put("check", Names.of(check));
    values.put("partitions", partitions.<Object>map(n -> n).orElse(Section.AUTO));
    version.ifPresent(name -> values.put(VERSION, name));
    return values;
  }

  /** The keys of all formats. */
  static Map<String, Object> known() {
    Map<String, Object> keys = at("in").values();
    keys.put(VERSION, null);
    return keys;
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
