package dev.emulsion.spark;

import dev.emulsion.ConfigException;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.ModelFile;
import dev.emulsion.attention.ModelSpec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.JavaConverters;

/**
 * Provides an attention model to tasks, from any file system that Hadoop supports.
 *
 * <p>Each process fetches a remote model once, with the files next to it that hold its weights, to
 * {@code emulsion-models/SHA256/NAME} below {@code java.io.tmpdir}, where other processes of the
 * machine find it. Local files are used in place. The model must have the SHA-256 of {@link
 * ModelSpec#sha256}.
 */
public final class ModelSource implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Path MODELS =
      Path.of(System.getProperty("java.io.tmpdir"), "emulsion-models");

  /** Local copies that this process has fetched or found, by SHA-256. */
  private static final Map<String, Path> FETCHED = new HashMap<>();

  private final ModelSpec spec;
  private final Broadcast<SerializableConfiguration> conf;

  private ModelSource(ModelSpec spec, Broadcast<SerializableConfiguration> conf) {
    this.spec = spec;
    this.conf = conf;
  }

  /** The model {@code spec} for tasks of {@code spark}. */
  public static ModelSource of(SparkSession spark, ModelSpec spec) {
    var conf = new SerializableConfiguration(spark.sessionState().newHadoopConf());
    return new ModelSource(spec, new JavaSparkContext(spark.sparkContext()).broadcast(conf));
  }

  public ModelSpec spec() {
    return spec;
  }

  /**
   * Opens the model. In a task it is closed when the task ends; elsewhere the caller must close it.
   * The first call in a process fetches and loads the model. It runs on the GPU that Spark assigned
   * to the task, else on the first GPU.
   *
   * @throws ConfigException if the file or its model cannot be used
   */
  public AttentionModel open() {
    AttentionModel model = AttentionModel.open(spec, file(), gpu());
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> model.close());
    }
    return model;
  }

  private static int gpu() {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return 0;
    }
    Map<String, ResourceInformation> resources = JavaConverters.mapAsJavaMap(task.resources());
    ResourceInformation gpu = resources.get("gpu");
    return gpu == null ? 0 : Integer.parseInt(gpu.addresses()[0].strip());
  }

  /** The model's file on this machine. */
  private Path file() {
    try {
      var remote = new org.apache.hadoop.fs.Path(spec.path());
      FileSystem fs = remote.getFileSystem(conf.value().value());
      if (fs instanceof LocalFileSystem local) {
        return local.pathToFile(remote).toPath();
      }
      return fetched(fs, remote);
    } catch (FileNotFoundException | UnsupportedFileSystemException | IllegalArgumentException e) {
      throw new ConfigException("cannot read the model " + spec.path() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot fetch the model " + spec.path() + " to " + MODELS + ": " + e.getMessage(), e);
    }
  }

  private Path fetched(FileSystem fs, org.apache.hadoop.fs.Path remote) throws IOException {
    synchronized (FETCHED) {
      Path known = FETCHED.get(spec.sha256());
      if (known == null || !Files.exists(known)) {
        known = fetch(fs, remote);
        FETCHED.put(spec.sha256(), known);
      }
      return known;
    }
  }

  /** Downloads the model unless another process of this machine has done so. */
  private Path fetch(FileSystem fs, org.apache.hadoop.fs.Path remote) throws IOException {
    Path folder = MODELS.resolve(spec.sha256());
    Path file = folder.resolve(remote.getName());
    if (isThere(file)) {
      return file;
    }
    Files.createDirectories(folder);
    Path unfinished = Files.createTempDirectory(MODELS, "fetching");
    try {
      Path model = copy(fs, remote, unfinished.resolve(remote.getName()));
      List<String> weightFiles = weightFiles(model);
      for (String name : weightFiles) {
        copy(fs, new org.apache.hadoop.fs.Path(remote.getParent(), name), unfinished.resolve(name));
      }
      ModelFile.verify(spec, model);
      for (String name : weightFiles) {
        move(unfinished.resolve(name), folder.resolve(name));
      }
      return move(model, file); // last, as only then the model is there
    } finally {
      deleteTree(unfinished);
    }
  }

  private List<String> weightFiles(Path model) {
    try {
      return ModelFile.weightFiles(spec, model);
    } catch (UncheckedIOException notOnnx) {
      return List.of(); // verifying the model says so
    }
  }

  private boolean isThere(Path file) {
    try {
      return Files.exists(file) && ModelFile.sha256(spec, file).equals(spec.sha256());
    } catch (ConfigException | UncheckedIOException damaged) {
      return false;
    }
  }

  private static Path copy(FileSystem fs, org.apache.hadoop.fs.Path remote, Path local)
      throws IOException {
    Files.createDirectories(local.getParent());
    try (InputStream in = fs.open(remote)) {
      Files.copy(in, local);
    }
    return local;
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static Path move(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    return Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
