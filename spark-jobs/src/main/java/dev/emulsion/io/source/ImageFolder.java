package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.FoundFile;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.source.ImageRangeReader.ByteRange;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Ids;
import dev.emulsion.spark.LocalRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A directory with one folder per class, like torchvision's {@code ImageFolder}. The label is the
 * first folder below the root, at any depth of the image; the id is the path relative to the root.
 *
 * <p>Files without an image extension, files outside the class folders and hidden files are ignored
 * and counted. Tasks list large folders, so the driver's memory does not grow with the number of
 * files; see {@link ParallelListing}.
 */
final class ImageFolder implements Samples {

  private static final int MAX_IGNORED_KINDS = 20;

  private final SparkSession spark;
  private final InputConfig input;
  private final ImageRangeReader images;
  private final Dataset<Row> files;
  private final Dataset<Row> index;
  private final SourceInfo info;

  private ImageFolder(
      SparkSession spark,
      RemoteDirectory root,
      Optional<String> split,
      int maxBytes,
      InputConfig input) {
    this.spark = spark;
    this.input = input;
    this.images =
        new ImageRangeReader(path -> ByteRange.whole(root.resolve(path)), root.conf(), maxBytes);
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      this.files = files(tree, input.ids(), split.orElse(""));
      try {
        FolderSums sums =
            LocalRows.parts(files, FolderSums::of, FolderSums.class).stream()
                .reduce(FolderSums.NONE, FolderSums::and); // and fills the cache
        requireSamples(sums, split);
        this.info = info(sums, root);
        this.index =
            sums.ignored().isEmpty()
                ? files
                : LocalRows.filter(files, file -> IndexRow.of(file).label().texts().isPresent());
      } catch (RuntimeException e) {
        files.unpersist();
        throw e;
      }
    }
  }

  private void requireSamples(FolderSums sums, Optional<String> split) {
    if (sums.images() == 0) {
      throw new DataException(
          "no images "
              + split.map(name -> "of the split " + name + " ").orElse("")
              + "in "
              + input.path()
              + ": expected class folders of images, such as "
              + input.path()
              + "/cat/1.jpg");
    }
    Splits.check(input, sums.classes(), Splits.FOLDERS);
    Splits.check(input, sums.splits(), "folders inside of its classes");
  }

  /** A row for every file; those that are no samples have no label. */
  private static Dataset<Row> files(ParallelListing tree, Ids ids, String split) {
    return LocalRows.persist(
        LocalRows.map(tree.files(), file -> row(FoundFile.of(file), ids, split).toRow(), INDEX));
  }

  private SourceInfo info(FolderSums sums, RemoteDirectory root) {
    // paths are unique, but two of them may be one id once their accents are composed
    boolean mayRepeat = input.ids() == Ids.STEM || sums.decomposed() > 0;
    return new SourceInfo(
        Label.Kind.SINGLE,
        SourceInfo.Texts.FOLDERS,
        Optional.empty(),
        mayRepeat,
        false,
        sums.bytes(),
        sums.ignoredFiles(),
        sums.ignoredKinds(MAX_IGNORED_KINDS),
        root.prefix());
  }

  static ImageFolder open(SparkSession spark, InputConfig input, DecodeLimits limits) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    FileStatus status = conf.input(input.path());
    if (!status.isDirectory()) {
      throw new ConfigException(
          "input.path must be a directory of class folders, was the file "
              + input.path()
              + "; name a directory, or set input.format");
    }
    RemoteDirectory root = RemoteDirectory.of(status, conf);
    Optional<RemoteDirectory> split = input.split().flatMap(name -> split(root, input, name));
    return new ImageFolder(
        spark,
        split.orElse(root),
        split.isPresent() ? Optional.empty() : input.split(),
        limits.maxBytes(),
        input);
  }

  /** The folder of a split, if it is directly below the root: then that is the root. */
  private static Optional<RemoteDirectory> split(
      RemoteDirectory root, InputConfig input, String name) {
    List<String> folders = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> entries = root.children("");
      while (entries.hasNext()) {
        FileStatus entry = entries.next();
        if (entry.isDirectory()) {
          folders.add(entry.getPath().getName());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root.path() + ": " + e.getMessage(), e);
    }
    List<String> found =
        folders.contains(name)
            ? List.of(name)
            : folders.stream().filter(folder -> Splits.matches(folder, name)).toList();
    if (found.size() > 1) {
      throw new ConfigException(
          "input.split must name one folder of "
              + input.path()
              + ", but "
              + name
              + " may be any of "
              + String.join(", ", found)
              + "; write its whole name");
    }
    return found.stream()
        .findFirst()
        .map(folder -> new RemoteDirectory(root.resolve(folder).toString(), root.conf()));
  }

  /** Whether an image is of the split, where every class has folders of its own for splits. */
  private static boolean isOf(String split, String path) {
    return split.isEmpty() || Splits.isIn(Splits.foldersOf(path), split);
  }

  /** The row of a file; it has no label if the file is no sample. */
  private static IndexRow row(FoundFile file, Ids ids, String split) {
    String path = file.path();
    int slash = path.indexOf('/');
    SourceLabel label =
        slash > 0 && SampleIds.isImagePath(path) && isOf(split, path)
            ? SourceLabel.ofTexts(List.of(SampleIds.composed(path.substring(0, slash))))
            : SourceLabel.NONE;
    return new IndexRow(SampleIds.of(path, ids), label, path, file.length(), file.stamp());
  }

  @Override
  public Dataset<Row> index() {
    return index;
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> index) {
    return images.read(index, ReadParallelism.of(spark, input, info.totalBytes()));
  }

  @Override
  public Column file() {
    return images.file();
  }

  @Override
  public SourceInfo info() {
    return info;
  }

  @Override
  public void close() {
    files.unpersist();
  }
}
