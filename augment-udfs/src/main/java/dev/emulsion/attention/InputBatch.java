package dev.emulsion.attention;

import dev.emulsion.Require;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** The input of a model: batch×3×H×W floats, zero where there is no image. */
final class InputBatch {

  private static final int CHANNELS = 3;

  private final Size size;
  private final int batch;
  private final float[][] levels;
  private final float[] plane;
  private final FloatBuffer floats;

  InputBatch(ModelSpec spec) {
    size = spec.inputSize();
    batch = spec.batchSize();
    levels = new float[CHANNELS][];
    for (int channel = 0; channel < CHANNELS; channel++) {
      levels[channel] = levels(spec.mean().get(channel), spec.std().get(channel));
    }
    plane = new float[Math.toIntExact(size.area())];
    int bytes = Math.toIntExact(size.area() * CHANNELS * batch * Float.BYTES);
    floats = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** The normalized value of each of the 256 samples, in float32 as torchvision computes it. */
  private static float[] levels(double mean, double std) {
    float[] table = new float[256];
    for (int sample = 0; sample < table.length; sample++) {
      table[sample] = (sample / 255f - (float) mean) / (float) std;
    }
    return table;
  }

  /**
   * Fills the batch with {@code images}, at most {@code batch}, resized to the model's input size.
   */
  void fill(List<Image> images) {
    floats.clear();
    for (Image image : images) {
      Require.that(
          image.channels() == CHANNELS,
          () -> "images for a model must have 3 channels, was " + image.channels());
      Image sized = image.size().equals(size) ? image : image.resize(size, Filter.BICUBIC);
      put(sized.samples());
    }
    Arrays.fill(plane, 0);
    for (int i = images.size() * CHANNELS; i < batch * CHANNELS; i++) {
      floats.put(plane);
    }
    floats.flip();
  }

  private void put(byte[] samples) {
    for (int channel = 0; channel < CHANNELS; channel++) {
      float[] table = levels[channel];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = table[samples[i * CHANNELS + channel] & 0xFF];
      }
      floats.put(plane);
    }
  }

  /** The batch as {@link #fill} wrote it, positioned at its start. */
  FloatBuffer floats() {
    return floats;
  }

  long[] shape() {
    return new long[] {batch, CHANNELS, size.height(), size.width()};
  }
}
