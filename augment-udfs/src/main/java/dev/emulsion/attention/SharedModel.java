package dev.emulsion.attention;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import dev.emulsion.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A model in memory, shared by all tasks of a process. It stays loaded while unused, for the next
 * task, until another model is opened.
 */
final class SharedModel {

  /** What identifies a loaded model. */
  private record Key(ModelSpec spec, Path file, int gpu) {}

  private static final Map<Key, SharedModel> LOADED = new HashMap<>();

  private final ModelSpec spec;
  private final Path file;
  private final ZooModel<NDList, NDList> model;
  private final ModelOutput output;
  private int users;

  private SharedModel(Key key) {
    this.spec = key.spec;
    this.file = key.file;
    this.model = load(Djl.device(spec, key.gpu));
    try {
      this.output = probe();
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Returns the model to one more user, who must {@link #release} it. */
  static SharedModel acquire(ModelSpec spec, Path file, int gpu) {
    synchronized (LOADED) {
      Key key = new Key(spec, file.toAbsolutePath().normalize(), gpu);
      SharedModel shared = LOADED.get(key);
      if (shared == null) {
        ModelFile.verify(spec, file);
        closeUnused();
        shared = new SharedModel(key);
        LOADED.put(key, shared);
      }
      shared.users++;
      return shared;
    }
  }

  void release() {
    synchronized (LOADED) {
      users--;
    }
  }

  private static void closeUnused() {
    for (Iterator<SharedModel> each = LOADED.values().iterator(); each.hasNext(); ) {
      SharedModel shared = each.next();
      if (shared.users == 0) {
        shared.model.close();
        each.remove();
      }
    }
  }

  private ZooModel<NDList, NDList> load(Device device) {
    try {
      return Criteria.builder()
          .setTypes(NDList.class, NDList.class)
          .optEngine(Djl.name(spec.engine()))
          .optModelPath(file)
          .optDevice(device)
          .optTranslator(new NoopTranslator())
          .optOption("intraOpNumThreads", Integer.toString(spec.threads()))
          .optOption("interOpNumThreads", "1")
          .build()
          .loadModel();
    } catch (ModelNotFoundException | MalformedModelException | IOException e) {
      throw cannotLoad(e);
    } catch (RuntimeException e) { // what the engines themselves throw
      throw cannotLoad(e);
    }
  }

  private ConfigException cannotLoad(Exception e) {
    return new ConfigException(
        "cannot load the model %s with %s: %s; is the file complete, and exported for that engine?"
            .formatted(name(), Djl.name(spec.engine()), Djl.reason(e)),
        e);
  }

  /** Runs the model once on blank images, so that errors show before any work. */
  private ModelOutput probe() {
    InputBatch blank = new InputBatch(spec);
    blank.fill(List.of());
    try (Predictor<NDList, NDList> predictor = predictor();
        NDList input = input(blank);
        NDList outputs = predictor.predict(input)) {
      return new ModelOutput(name(), spec, outputs);
    } catch (ConfigException e) {
      throw e;
    } catch (TranslateException | RuntimeException e) {
      throw new ConfigException(
          "the model %s must accept input of shape %s, but failed: %s; set input-size and batch-size to those it was exported with"
              .formatted(name(), new Shape(blank.shape()), Djl.reason(e)),
          e);
    }
  }

  Predictor<NDList, NDList> predictor() {
    return model.newPredictor();
  }

  /** {@code pixels} as an engine's input. */
  NDList input(InputBatch pixels) {
    NDManager manager = model.getNDManager();
    NDArray batch = manager.create(pixels.floats(), new Shape(pixels.shape()), DataType.FLOAT32);
    return new NDList(batch);
  }

  ModelSpec spec() {
    return spec;
  }

  ModelOutput output() {
    return output;
  }

  /** The file's name, for messages. */
  String name() {
    return file.getFileName().toString();
  }
}
