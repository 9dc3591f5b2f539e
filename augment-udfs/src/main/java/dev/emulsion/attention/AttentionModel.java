package dev.emulsion.attention;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslateException;
import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes attention with a vision transformer through DJL, on ONNX Runtime or PyTorch, offline.
 *
 * <p>The model is loaded once per process and shared; each instance uses it from its own thread.
 * Images of another size are resized to the model's input size with Pillow's bicubic filter,
 * without cropping and ignoring the aspect ratio, so the grid covers the whole image.
 *
 * <p>Equal images give bit-identical results for the same file, batch size, engine version and kind
 * of processor, regardless of the other images in the batch: every batch has exactly {@code
 * batchSize} images, zero-padded if necessary. Across those, results differ by about 1e-5.
 */
public final class AttentionModel implements AttentionProvider {

  private final SharedModel model;
  private final Predictor<NDList, NDList> predictor;
  private final InputBatch pixels;
  private boolean closed;

  private AttentionModel(SharedModel model) {
    this.model = model;
    this.predictor = model.predictor();
    this.pixels = new InputBatch(model.spec());
  }

  /**
   * Opens the model in {@code file}. The first time in a process, this checks the file against
   * {@code spec}, loads it and runs it on a blank batch.
   *
   * @param gpu index of the GPU to run on, if there is one
   * @throws ConfigException if the file is missing or has another hash, its engine is unavailable,
   *     or its inputs or outputs have other shapes
   */
  public static AttentionModel open(ModelSpec spec, Path file, int gpu) {
    SharedModel shared = SharedModel.acquire(spec, file, gpu);
    try {
      return new AttentionModel(shared);
    } catch (RuntimeException e) {
      shared.release();
      throw e;
    }
  }

  /** The grid of every result. */
  public Grid grid() {
    return model.output().grid();
  }

  /**
   * @param images of 3 channels, any size
   * @throws DataException if the model gives attention that is negative or not finite, or logits
   *     that are not finite
   */
  @Override
  public List<AttentionResult> compute(List<Image> images) {
    List<AttentionResult> attentionResults = new ArrayList<>(images.size());
    int batch = model.spec().batchSize();
    for (int from = 0; from < images.size(); from += batch) {
      predict(images.subList(from, Math.min(from + batch, images.size())), attentionResults);
    }
    return attentionResults;
  }

  private void predict(List<Image> images, List<AttentionResult> attentionResults) {
    pixels.fill(images);
    try (NDList input = model.input(pixels);
        NDList outputs = predictor.predict(input)) {
      attentionResults.addAll(model.output().read(outputs, images.size()));
    } catch (TranslateException | RuntimeException e) {
      throw e instanceof DataException unusable
          ? unusable
          : new IllegalStateException(
              "the model " + model.name() + " failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      predictor.close();
      model.release();
    }
  }
}
