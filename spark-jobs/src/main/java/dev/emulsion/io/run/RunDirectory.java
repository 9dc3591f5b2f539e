package dev.emulsion.io.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.io.fs.LocalNames;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.Location;
import dev.emulsion.recipe.OutputConfig.FileLayout;
import dev.emulsion.recipe.PairingConfig.PairTable;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output directory of a run has shards and nothing else, so that every reader can be given it
 * as it is. Everything else is in the run's own folder next to it.
 *
 * <pre>
 * OUT/epoch=0/part-*           the shards; with layout hub OUT/data/train-*, see {@link HubFolder}
 * OUT.emulsion/recipe.yaml     the recipe with every default spelled out
 * OUT.emulsion/classes.json    class names in the order of their indices, see {@link ClassList}
 * OUT.emulsion/string-indexer/ the same as a model of Spark's MLlib
 * OUT.emulsion/metadata.json   what the footers of the shards say
 * OUT.emulsion/README.md       how to read the shards
 * OUT.emulsion/quarantine/     a Parquet table of the samples that are not in the shards
 * OUT.emulsion/run/            state from which an interrupted run resumes: run.json names the run,
 *                              owner.json the process that works on it, inputs.json the state of
 *                              the files that it reads; epoch-0/slice-*.json
 *                              a slice that is written, epoch-0.json an epoch
 * OUT.emulsion/shards.sha256   the SHA-256 of every shard, see {@link Checksums}
 * OUT.emulsion/files.sha256    the SHA-256 of our own files
 * OUT.emulsion/manifest.json   the seal: written last, once
 * OUT.emulsion/report.html     a page about the run, written after the seal; report.json has its
 *                              numbers
 * </pre>
 *
 * <p>{@link #ownFolder} says where that folder is if there is no place next to the output.
 */
public final class RunDirectory {

  /** The file of the lease, among the run's own state. */
  static final String LEASE = "owner.json";

  private static final String OWN = ".emulsion";
  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

  private static final Pattern SHARD = Pattern.compile("(part|train)-.*\\.(parquet|tar)");

  /** Far more than the seal of a million shards. */
  private static final int MAX_TEXT = 256 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private final Configuration conf;
  private final FileSystem fs;
  private final Path root;
  private final Path own;

  private RunDirectory(Configuration conf, FileSystem fs, Path root) throws IOException {
    this.conf = conf;
    this.fs = fs;
    this.root = root;
    this.own = ownFolder(fs, root);
  }

  /** The directory at {@code path}, which need not exist. */
  public static RunDirectory at(String path, Configuration conf) {
    try {
      Location.require("an output path", path);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage(), e);
    }
    if (isPattern(path)) {
      throw new ConfigException(
          "an output path must not hold any of {}[]*?\\, which readers take for a pattern, was "
              + path);
    }
    return reading(path, conf);
  }

  /**
   * The directory at {@code path}, whose name may hold any character, since it is only read.
   *
   * @throws ConfigException if it is a folder next to an output, or cannot be opened in the locale
   *     of this process
   */
  public static RunDirectory reading(String path, Configuration conf) {
    Path root = qualified(path, conf);
    if (isOwnFolder(root)) {
      throw new ConfigException(
          "an output path must not end in .emulsion, as the folder next to an output does, was "
              + path
              + "; name the output itself");
    }
    FileSystem fs = fileSystem(path, root, conf);
    try {
      return new RunDirectory(conf, fs, root);
    } catch (IOException e) {
      throw new DataException("cannot list " + path + ": " + e.getMessage(), e);
    }
  }

  private static FileSystem fileSystem(String path, Path root, Configuration conf) {
    try {
      FileSystem fs = root.getFileSystem(conf);
      if (fs instanceof ChecksumFileSystem local) {
        LocalNames.require(root.toUri().getPath());
        local.setWriteChecksum(false); // some readers take .crc files for shards
      }
      return fs;
    } catch (IOException e) {
      throw new ConfigException("cannot use " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * The folder of Emulsion's own files for the output at {@code root}: {@code OUT.emulsion} next to
   * it. It is {@code OUT/.emulsion} if someone moved it there, or if {@code root} is a bucket or a
   * mount point, next to which is another file system.
   */
  public static Path ownFolder(FileSystem fs, Path root) throws IOException {
    Path inside = new Path(root, OWN);
    if (root.isRoot() || fs.exists(inside)) {
      return inside;
    }
    Path adjacent = root.suffix(OWN);
    return MountPoint.is(root) && !fs.exists(adjacent) ? inside : adjacent;
  }

  /** Whether a folder is named as that of Emulsion's own files. */
  static boolean isOwnFolder(Path folder) {
    return folder.getName().endsWith(OWN);
  }

  /** Whether readers would take the path for a pattern. Nothing is written to such a path. */
  private static boolean isPattern(String path) {
    return path.chars().anyMatch(c -> "{}[]*?\\".indexOf(c) >= 0);
  }

  /**
   * Checks that the run does not write into what it reads.
   *
   * @throws ConfigException if this directory overlaps anything that {@code recipe} reads
   */
  public void requireApart(Recipe recipe) {
    requireApart(recipe.input());
    recipe.generated().ifPresent(images -> requireApart("generated.path", images.path()));
    recipe.mixingSet().ifPresent(set -> requireApart("mixing-set.path", set.path()));
    recipe
        .pairing()
        .table()
        .filter(PairTable::isFiles)
        .ifPresent(pairs -> requireApart("pairing.table.path", pairs.path()));
  }

  /**
   * Checks that the input and this directory do not contain each other.
   *
   * @throws ConfigException if one of this directory and the input contains the other
   */
  public void requireApart(InputConfig input) {
    if (input.isFiles()) {
      requireApart("input.path", input.path());
    }
  }

  /**
   * Checks that {@code path} and this directory do not contain each other.
   *
   * @param key names the path in the message
   * @throws ConfigException if one of this directory and {@code path} contains the other
   */
  public void requireApart(String key, String path) {
    String inside = withSlash(qualified(path, conf));
    String here = withSlash(root);
    if (here.startsWith(inside) || inside.startsWith(here)) {
      throw new ConfigException(
          "output.path "
              + root
              + " and "
              + key
              + " "
              + path
              + " must not contain each other, or the run would read its own output");
    }
  }

  /** A path as it can be read from any working directory. */
  public static String whole(String path, Configuration conf) {
    return qualified(path, conf).toString();
  }

  /** The path with scheme, authority and every folder named. */
  private static Path qualified(String path, Configuration conf) {
    try {
      Path given = new Path(path);
      return given.getFileSystem(conf).makeQualified(given);
    } catch (UnsupportedFileSystemException e) {
      throw new ConfigException(
          "cannot use "
              + path
              + ": there is no file system for that scheme here; S3 is s3a://, and gs:// or abfs://"
              + " need their connector on the class path",
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("cannot use " + path + ": " + e.getMessage(), e);
    }
  }

  private static String withSlash(Path path) {
    return path.toString().endsWith("/") ? path.toString() : path + "/";
  }

  /** The root, as given to Spark. */
  public String path() {
    return root.toString();
  }

  /** Where the shards of an epoch are. */
  public String epoch(int epoch) {
    return folder(epochFolder(epoch));
  }

  /** The folder of an epoch's shards, relative to the root. */
  public static String epochFolder(int epoch) {
    return "epoch=" + epoch;
  }

  /** A folder below the root. */
  public String folder(String name) {
    return new Path(root, name).toString();
  }

  /** Where the quarantine table of an epoch is. */
  public String quarantine(int epoch) {
    return own("quarantine/" + epochFolder(epoch));
  }

  /** Where everything but the shards is. */
  public String own() {
    return own.toString();
  }

  /** A file or folder among our own. */
  public String own(String name) {
    return new Path(own, name).toString();
  }

  /** A file or folder of the run's own state. */
  public String run(String name) {
    return own("run/" + name);
  }

  /** Writes {@code value} as JSON, replacing what is there. */
  public void write(String path, Object value) {
    writeText(path, json(value));
  }

  /** Writes text in UTF-8, replacing what is there. The file is there whole or not at all. */
  public void writeText(String path, String text) {
    try {
      AtomicFile.replace(fs, new Path(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes {@code value} as JSON where no file is. Of two processes that do so at once, one may get
   * false only on HDFS; see {@link AtomicFile#create}.
   *
   * @return whether the file was written; false if one was there
   */
  public boolean writeNew(String path, Object value) {
    try {
      AtomicFile.create(fs, new Path(path), json(value));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  /** The seal, if the run is finished. */
  public Optional<Manifest> manifest() {
    return read(own("manifest.json"), Manifest.class);
  }

  /**
   * The seal of a run that must be finished.
   *
   * @throws ConfigException if the directory does not exist
   * @throws DataException if there is none
   */
  public Manifest sealed() {
    if (isEmpty()) {
      throw new ConfigException(root + " does not exist or is empty; name the output of a run");
    }
    return manifest()
        .orElseThrow(
            () ->
                new DataException(
                    root
                        + " is not a finished run: there is no "
                        + own("manifest.json")
                        + "; run augment again with the same recipe to finish it, or, if the output"
                        + " was moved, move that folder with it"));
  }

  /** The recipe of the run. */
  public Recipe recipe() {
    String path = own("recipe.yaml");
    return RecipeLoader.parse(path, readText(path).orElse(""), List.of());
  }

  /**
   * Reads JSON, if the file exists.
   *
   * @throws DataException if it is not JSON of that type
   */
  public <T> Optional<T> read(String path, Class<T> type) {
    Optional<String> text = readText(path);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      T value = JSON.readValue(text.get(), type);
      if (value == null) {
        throw new DataException(path + " is damaged: it holds null");
      }
      return Optional.of(value);
    } catch (JsonProcessingException e) {
      throw new DataException(path + " is damaged: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads text in UTF-8, if the file exists. */
  public Optional<String> readText(String path) {
    try (var in = fs.open(new Path(path))) {
      byte[] text = in.readNBytes(MAX_TEXT + 1);
      if (text.length > MAX_TEXT) {
        throw new DataException(path + " is damaged: it has more than " + MAX_TEXT + " bytes");
      }
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** The shards of an epoch, by name. */
  public List<Manifest.File> shards(int epoch) {
    return files(epochFolder(epoch));
  }

  /** Those that are there of the shards of a finished run's epoch, by name. */
  public List<Manifest.File> shards(Manifest.Epoch epoch, FileLayout layout) {
    if (layout == FileLayout.HIVE) {
      return shards(epoch.epoch());
    }
    Set<String> listed =
        epoch.files().stream().map(Manifest.File::path).collect(Collectors.toSet());
    return files(HubFolder.DATA).stream().filter(file -> listed.contains(file.path())).toList();
  }

  /** The same as paths that Spark reads: the folder of the epoch, or its files. */
  public String[] paths(Manifest.Epoch epoch, FileLayout layout) {
    return layout == FileLayout.HIVE
        ? new String[] {epoch(epoch.epoch())}
        : shards(epoch, layout).stream().map(file -> folder(file.path())).toArray(String[]::new);
  }

  /**
   * Prepares for writing: makes the output's folder. If an output was deleted without its own
   * files, they are deleted now.
   *
   * @param header what the directory holds, see {@link CommitLog.Kind}
   * @param seal written when the output was complete
   */
  void prepare(String header, String seal) {
    try {
      // a process makes the folder before it writes a header
      boolean isDeleted =
          fs.exists(new Path(run(header)))
              && (!fs.exists(root) || holdsNoOutput() && fs.exists(new Path(own(seal))));
      if (isDeleted) {
        LOG.info("{} was deleted; its own files in {} are deleted, too", root, own);
        fs.delete(own, true);
      }
      fs.mkdirs(root);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + root + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whether nothing is there yet. A header that was not completely written does not count: its
   * process was killed before it began.
   */
  public boolean isEmpty() {
    return holdsNoOutput() && holdsNoState();
  }

  /** The folder that is not empty, if {@link #isEmpty} does not hold. */
  String inTheWay() {
    return holdsNoOutput() ? own() : path();
  }

  private boolean holdsNoOutput() {
    return children(root).stream().allMatch(file -> file.getPath().equals(own));
  }

  /** Whether there is at most the folder {@code run}, with unfinished files and a lease in it. */
  private boolean holdsNoState() {
    Path run = new Path(run("any")).getParent();
    return children(own).stream().allMatch(file -> file.getPath().equals(run))
        && children(run).stream()
            .map(FileStatus::getPath)
            .allMatch(file -> AtomicFile.isUnfinished(file) || file.getName().equals(LEASE));
  }

  /** Shards directly in a folder below the root, by name. */
  public List<Manifest.File> files(String folder) {
    return List.copyOf(stamps(folder).keySet());
  }

  /** The shards of an epoch with their {@link FileStamp}s, by name. */
  public Map<Manifest.File, Long> stamps(int epoch) {
    return stamps(epochFolder(epoch));
  }

  private SortedMap<Manifest.File, Long> stamps(String folder) {
    SortedMap<Manifest.File, Long> stamps =
        new TreeMap<>(Comparator.comparing(Manifest.File::path));
    for (FileStatus file : children(new Path(root, folder))) {
      String name = file.getPath().getName();
      if (SHARD.matcher(name).matches()) {
        stamps.put(new Manifest.File(folder + "/" + name, file.getLen()), FileStamp.of(file));
      }
    }
    return stamps;
  }

  /** What the folders of the run hold. */
  public RunFiles contents() {
    return new RunFiles(this, fs, root, own);
  }

  Configuration conf() {
    return conf;
  }

  /** Deletes everything in {@code folder} but {@code files}; some readers take all for shards. */
  public void keepOnly(String folder, Collection<Manifest.File> files) {
    Set<String> kept = files.stream().map(Manifest.File::path).collect(Collectors.toSet());
    for (FileStatus file : children(new Path(root, folder))) {
      String name = file.getPath().getName();
      if (!kept.contains(folder + "/" + name)) {
        delete(file.getPath().toString());
      }
    }
  }

  /** Deletes the files directly below the root whose names match. */
  public void deleteMatching(Pattern names) {
    for (FileStatus file : children(root)) {
      if (file.isFile() && names.matcher(file.getPath().getName()).matches()) {
        delete(file.getPath().toString());
      }
    }
  }

  /** Names in a folder of the run's own state, sorted. */
  public List<String> runFiles(String folder) {
    return children(new Path(run(folder))).stream()
        .map(file -> file.getPath().getName())
        .sorted()
        .toList();
  }

  /** When a file was written, in milliseconds since 1970; 0 if there is none. */
  public long modified(String path) {
    try {
      return fs.getFileStatus(new Path(path)).getModificationTime();
    } catch (FileNotFoundException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * How many jobs may write into one folder at a time. On S3 only one: the committer that finishes
   * clears the scratch folder of all.
   */
  public int jobsAtOnce() {
    try {
      return AtomicFile.appearsWhenClosed(fs, root) ? 1 : 2;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + root + ": " + e.getMessage(), e);
    }
  }

  /** Moves a file below the root, making the folder that it goes to. */
  void move(String from, String to) {
    try {
      Path target = new Path(root, to);
      fs.mkdirs(target.getParent());
      if (!fs.rename(new Path(root, from), target)) {
        throw new IOException("the file system did not rename it");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot move " + folder(from) + " to " + to + ": " + e.getMessage(), e);
    }
  }

  /** Whether there is a file or folder below the root. */
  boolean exists(String name) {
    try {
      return fs.exists(new Path(root, name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder(name) + ": " + e.getMessage(), e);
    }
  }

  /** Deletes a file or folder of this run, if it is there. */
  public void delete(String path) {
    try {
      fs.delete(new Path(path), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }

  /** What is directly in a folder; nothing if it does not exist. */
  List<FileStatus> children(Path folder) {
    try {
      return List.of(fs.listStatus(folder));
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  public static String json(Object value) {
    try {
      return JSON.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
