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
 * Sees with a vision transformer, through DJL: ONNX Runtime or PyTorch, always offline.
 *
 * <p>The model is loaded once a process and shared; every instance asks it in a thread of its own.
 * An image of another size than the model's is resized to it, whole and whatever its shape, by
 * Pillow's bicubic filter: the grid covers all of the image. Nothing is cropped.
 *
 * <p>Equal images get equal insights, to the bit, from one file, batch size, engine version and
 * kind of processor, whichever images they are asked about with: a question always has {@code
 * batchSize} images, blank ones if need be. Between those the last digits differ, by about 1e-5.
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
   * The model in {@code file}, which, the first time in this process, is checked against {@code
   * spec}, loaded and asked about blank images.
   *
   * @param gpu number of the GPU to run on, if there is one
   * @throws ConfigException if the file is not there or another one, its engine cannot be used
   *     here, or it takes or gives other shapes
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

  /** Rows and columns of every map. */
  public Grid grid() {
    return model.output().grid();
  }

  /**
   * @param images of 3 channels, any size
   * @throws DataException if the model gives NaN, infinite or negative attention, or such logits
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
    try (NDList question = model.input(pixels);
        NDList outputs = predictor.predict(question)) {
      attentionResults.addAll(model.output().read(outputs, images.size()));
    } catch (TranslateException | RuntimeException e) {
      throw e instanceof DataException said
          ? said
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
