package dev.emulsion.io.shard;

import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.HubFolder;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputConfig.FileLayout;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.OutputSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The dataset card of a run with encoded images, as the Hugging Face Hub and {@code datasets} read
 * it: YAML with configuration, features, split, sizes and license, then how the run was made and
 * how to read it.
 *
 * @param classes of the labels
 * @param runId of the run
 * @see <a href="https://huggingface.co/docs/hub/datasets-cards">Hugging Face Hub, Dataset Cards</a>
 */
record DatasetCard(Recipe recipe, ClassList classes, String runId) {

  private static final long[] SIZES = {
    1_000L, 10_000L, 100_000L, 1_000_000L, 10_000_000L, 100_000_000L, 1_000_000_000L
  };

  private static final List<String> SIZE_NAMES =
      List.of(
          "n<1K",
          "1K<n<10K",
          "10K<n<100K",
          "100K<n<1M",
          "1M<n<10M",
          "10M<n<100M",
          "100M<n<1B",
          "n>1B");

  /**
   * The text of the card.
   *
   * @param epochs with the shards where they are
   * @param reading how to read the shards, in Markdown
   */
  String text(List<Manifest.Epoch> epochs, String reading) {
    long rows = epochs.stream().mapToLong(Manifest.Epoch::rows).sum();
    long bytes =
        epochs.stream().flatMap(it -> it.files().stream()).mapToLong(Manifest.File::bytes).sum();
    return """
    ---
    license: %s
    pretty_name: %s
    task_categories:
    - image-classification
    tags:
    - data-augmentation
    - emulsion
    size_categories:
    - %s
    configs:
    - config_name: default
      data_files:
      - split: train
        path: "%s"
    dataset_info:
      features:
    %s  splits:
      - name: train
        num_bytes: %d
        num_examples: %d
      download_size: %d
      dataset_size: %d
    ---
    """
            .formatted(
                license(),
                quoted(name()),
                size(rows),
                files(),
                features(),
                bytes,
                rows,
                bytes,
                bytes)
        + "\n"
        + about(epochs, rows)
        + "\n"
        + reading;
  }

  private String about(List<Manifest.Epoch> epochs, long rows) {
    return """
    # %s

    Images for training, augmented and mixed by Emulsion, with soft labels.

    | | |
    |---|---|
    | rows | %d, one for each image, in %s |
    | samples | %d emitted and %d quarantined per epoch |
    | classes | %d |
    | images | %s |
    | methods | %s |
    | run | `%s` |

    ## How it was made

    By `emulsion augment` with this recipe. Input and recipe determine every row, and a row's `plan` has every random choice.

    ```yaml
    %s```

    ## License

    The images are derived from those of the input, whose license applies. It is `license` above, and `output.license` in the
    recipe.
    """
        .formatted(
            name(),
            rows,
            epochs.size() == 1 ? "one epoch" : epochs.size() + " epochs",
            epochs.stream().mapToLong(Manifest.Epoch::emitted).min().orElse(0),
            epochs.stream().mapToLong(Manifest.Epoch::quarantined).max().orElse(0),
            classes.classes().size(),
            images(),
            methods(epochs),
            runId,
            Recipes.write(recipe.withPaths(DatasetCard::lastName)));
  }

  private String license() {
    return output().dataset().orElseThrow().license();
  }

  private String name() {
    return lastName(output().path());
  }

  private OutputConfig output() {
    return recipe.output();
  }

  /** Where paths are is of no use elsewhere. */
  private static String lastName(String path) {
    String name = new Path(path).getName();
    return name.isEmpty() ? path : name;
  }

  private static String size(long rows) {
    int above = (int) Arrays.stream(SIZES).filter(size -> rows >= size).count();
    return SIZE_NAMES.get(above);
  }

  private String files() {
    String extension = output().profile().isParquet() ? "parquet" : "tar";
    return output().fileLayout() == FileLayout.HUB
        ? HubFolder.DATA + "/train-*." + extension
        : "epoch=*/part-*." + extension;
  }

  private String images() {
    Encoding encoding = output().encoding().orElseThrow();
    String format = encoding.format().name();
    String quality = encoding.format() == Format.JPEG ? " of quality " + encoding.quality() : "";
    String size =
        recipe
            .finalSize()
            .map(it -> ", " + it.height() + "×" + it.width() + " (height×width)")
            .orElse(", of different sizes");
    return format + quality + size;
  }

  private static String methods(List<Manifest.Epoch> epochs) {
    Map<String, Long> methods = new TreeMap<>();
    epochs.forEach(
        epoch -> epoch.methods().forEach((name, n) -> methods.merge(name, n, Long::sum)));
    return methods.entrySet().stream()
        .map(method -> "`" + method.getKey() + "` " + method.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The features, as {@code datasets} writes them into a card, indented by two. */
  private String features() {
    StructType schema = OutputSchema.of(recipe.labels());
    if (output().profile().isParquet()) {
      return Arrays.stream(EpochColumn.inFiles(schema, output()).fields())
          .map(field -> feature(field).indent(2))
          .collect(Collectors.joining());
    }
    return members(schema).indent(2);
  }

  /** The members of a row in a tar file. */
  private String members(StructType schema) {
    String extension = WebDatasetFormat.extension(output().encoding().orElseThrow().format());
    String json =
        Arrays.stream(schema.fields())
            .filter(field -> !field.name().equals(OutputSchema.IMAGE))
            .map(field -> named(field.name(), jsonType(field.dataType())))
            .collect(Collectors.joining());
    boolean isSingle =
        schema.apply(OutputSchema.LABEL_BASE).dataType().equals(DataTypes.IntegerType);
    return named(extension, "dtype: image\n")
        + (isSingle ? named("cls", classLabel("dtype", "int64")) : "")
        + "- name: json\n  struct:\n"
        + json.indent(2)
        + named("__key__", "dtype: string\n")
        + named("__url__", "dtype: string\n");
  }

  private String feature(StructField field) {
    if (field.name().equals(OutputSchema.IMAGE)) {
      return named(field.name(), "dtype: image\n");
    }
    boolean isList = field.dataType() instanceof ArrayType;
    DataType type =
        field.dataType() instanceof ArrayType array ? array.elementType() : field.dataType();
    String key = isList ? "list" : "dtype";
    boolean isClass = HfColumns.isClass(field.name()) && type.equals(DataTypes.IntegerType);
    return named(
        field.name(),
        isClass ? classLabel(key, "int64") : key + ": " + ShardMetadata.dtype(type) + "\n");
  }

  private static String jsonType(DataType type) {
    if (type instanceof ArrayType array) {
      return jsonType(array.elementType()).replace("dtype", "list");
    }
    if (type.equals(DataTypes.StringType)) {
      return "dtype: string\n";
    }
    return type.equals(DataTypes.IntegerType) ? "dtype: int64\n" : "dtype: float64\n";
  }

  private static String named(String name, String type) {
    return "- name: " + name + "\n" + type.indent(2);
  }

  /** A class label with the names; the plain type if there are more than a footer states. */
  private String classLabel(String key, String plain) {
    List<String> names = ClassList.namesIn(classes.footer());
    if (names.isEmpty()) {
      return key + ": " + plain + "\n";
    }
    return IntStream.range(0, names.size())
        .mapToObj(i -> String.format(Locale.ROOT, "      '%d': %s%n", i, quoted(names.get(i))))
        .collect(Collectors.joining("", key + ":\n  class_label:\n    names:\n", ""));
  }

  /**
   * A string of JSON is one of YAML, but for characters that YAML refuses or takes for ends of
   * lines.
   */
  static String quoted(String text) {
    StringBuilder yaml = new StringBuilder();
    RunDirectory.json(text)
        .strip()
        .codePoints()
        .forEach(
            c -> {
              if (isPlain(c)) {
                yaml.appendCodePoint(c);
              } else {
                yaml.append("\\u%04x".formatted(c));
              }
            });
    return yaml.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          c > 0xFFFF;
      default -> true;
    };
  }
}
