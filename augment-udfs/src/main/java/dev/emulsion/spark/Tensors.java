package dev.emulsion.spark;

import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputConfig.Dtype;
import dev.emulsion.recipe.OutputConfig.Layout;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Converts images to tensors in C order, little-endian, and back.
 *
 * <p>{@code uint8} holds the pixel values. The float types hold {@code (value/255 - mean) / std},
 * computed in float32 as by torchvision's {@code ToTensor} and {@code Normalize}; {@code float16}
 * is the same rounded to nearest, ties to even.
 */
public final class Tensors implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Number of channels of every output image. */
  public static final int CHANNELS = 3;

  private final Dtype dtype;
  private final Layout layout;

  /** For each channel, the normalized value of each sample. */
  private final float[][] values;

  /** The same in half precision. */
  private final short[][] halves;

  private Tensors(Dtype dtype, Layout layout, float[][] values, short[][] halves) {
    this.dtype = dtype;
    this.layout = layout;
    this.values = values;
    this.halves = halves;
  }

  /** The conversion that the {@code output} section configures. */
  public static Tensors of(OutputConfig.Tensor output) {
    float[][] values = new float[CHANNELS][256];
    short[][] halves = new short[CHANNELS][256];
    for (int channel = 0; channel < CHANNELS; channel++) {
      float mean = output.mean().get(channel).floatValue();
      float std = output.std().get(channel).floatValue();
      for (int sample = 0; sample < 256; sample++) {
        values[channel][sample] = (sample / 255f - mean) / std;
        halves[channel][sample] = Float16.bits(values[channel][sample]);
      }
    }
    return new Tensors(output.dtype(), output.layout(), values, halves);
  }

  /** The tensor of an image with 3 channels. */
  public byte[] encode(Image image) {
    Require.that(image.channels() == CHANNELS, () -> "image must have 3 channels, was " + image);
    if (dtype == Dtype.UINT8) {
      return layout == Layout.HWC ? image.samples() : Planes.of(image.samples());
    }
    return normalized(image);
  }

  /** The image of a tensor. For the float types, normalization is undone and rounded. */
  public Image decode(byte[] tensor, int height, int width) {
    int area = height * width;
    byte[] samples = new byte[area * CHANNELS];
    ByteBuffer buffer = ByteBuffer.wrap(tensor).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples.length; i++) {
      int channel = layout == Layout.HWC ? i % CHANNELS : i / area;
      int at = layout == Layout.HWC ? i : (i % area) * CHANNELS + channel;
      samples[at] =
          switch (dtype) {
            case UINT8 -> tensor[i];
            case FLOAT16 -> sample(Float16.value(buffer.getShort(2 * i)), channel);
            case FLOAT32 -> sample(buffer.getFloat(4 * i), channel);
          };
    }
    return Image.of(height, width, CHANNELS, samples);
  }

  private byte sample(float value, int channel) {
    float black = values[channel][0];
    return (byte) Math.rint((value - black) / (values[channel][255] - black) * 255);
  }

  /** Length in bytes of the tensor of an image of this size. */
  public long length(int height, int width) {
    return (long) CHANNELS * height * width * dtype.bytes();
  }

  /** The dimensions in order, such as {@code [3, 224, 224]}. */
  public List<Integer> shape(int height, int width) {
    return layout == Layout.CHW
        ? List.of(CHANNELS, height, width)
        : List.of(height, width, CHANNELS);
  }

  private byte[] normalized(Image image) {
    byte[] samples = image.samples();
    int area = samples.length / CHANNELS;
    ByteBuffer tensor =
        ByteBuffer.allocate(samples.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int channel = 0; channel < CHANNELS; channel++) {
      int first = layout == Layout.HWC ? channel : channel * area;
      int step = layout == Layout.HWC ? CHANNELS : 1;
      for (int pixel = 0; pixel < area; pixel++) {
        int sample = samples[CHANNELS * pixel + channel] & 0xFF;
        int at = (first + step * pixel) * dtype.bytes();
        if (dtype == Dtype.FLOAT32) {
          tensor.putFloat(at, values[channel][sample]);
        } else {
          tensor.putShort(at, halves[channel][sample]);
        }
      }
    }
    return tensor.array();
  }
}
