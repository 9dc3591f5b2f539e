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
 * The bytes of the {@code image} column: a tensor in C order, little-endian.
 *
 * <p>{@code uint8} holds the samples. The float types hold {@code (sample/255 - mean) / std},
 * computed in float32 as torchvision's {@code ToTensor} and {@code Normalize} do; {@code float16}
 * is that rounded to nearest, ties to even.
 */
public final class Tensors implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Bands of every picture that is written. */
  public static final int BANDS = 3;

  private final Dtype dtype;
  private final Layout layout;
  private final float[][] values;

  private Tensors(Dtype dtype, Layout layout, float[][] values) {
    this.dtype = dtype;
    this.layout = layout;
    this.values = values;
  }

  /** As the {@code output} section asks. */
  public static Tensors of(OutputConfig.Tensor output) {
    float[][] values = new float[BANDS][256];
    for (int band = 0; band < BANDS; band++) {
      float mean = output.mean().get(band).floatValue();
      float std = output.std().get(band).floatValue();
      for (int sample = 0; sample < 256; sample++) {
        values[band][sample] = (sample / 255f - mean) / std;
      }
    }
    return new Tensors(output.dtype(), output.layout(), values);
  }

  /** The tensor of an image with 3 bands. */
  public byte[] encode(Image image) {
    Require.that(image.bands() == BANDS, "image must have 3 bands, was " + image);
    if (dtype == Dtype.UINT8) {
      return layout == Layout.HWC ? image.samples() : planar(image);
    }
    return normalised(image);
  }

  /** The image of a tensor; for the float types, the samples whose values it holds. */
  public Image decode(byte[] tensor, int height, int width) {
    int area = height * width;
    byte[] samples = new byte[area * BANDS];
    ByteBuffer buffer = ByteBuffer.wrap(tensor).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples.length; i++) {
      int band = layout == Layout.HWC ? i % BANDS : i / area;
      int at = layout == Layout.HWC ? i : (i % area) * BANDS + band;
      samples[at] =
          switch (dtype) {
            case UINT8 -> tensor[i];
            case FLOAT16 -> sample(Float16.value(buffer.getShort(2 * i)), band);
            case FLOAT32 -> sample(buffer.getFloat(4 * i), band);
          };
    }
    return Image.of(height, width, BANDS, samples);
  }

  private byte sample(float value, int band) {
    float black = values[band][0];
    return (byte) Math.rint((value - black) / (values[band][255] - black) * 255);
  }

  /** Length in bytes of the tensor of a picture of this size. */
  public long length(int height, int width) {
    return (long) BANDS * height * width * dtype.bytes();
  }

  /** The dimensions in order, such as {@code [3, 224, 224]}. */
  public List<Integer> shape(int height, int width) {
    return layout == Layout.CHW ? List.of(BANDS, height, width) : List.of(height, width, BANDS);
  }

  private static byte[] planar(Image image) {
    byte[] samples = image.samples();
    int area = samples.length / BANDS;
    byte[] tensor = new byte[samples.length];
    for (int i = 0, at = 0; i < area; i++, at += BANDS) {
      tensor[i] = samples[at];
      tensor[area + i] = samples[at + 1];
      tensor[2 * area + i] = samples[at + 2];
    }
    return tensor;
  }

  private byte[] normalised(Image image) {
    byte[] samples = image.samples();
    int area = samples.length / BANDS;
    ByteBuffer tensor =
        ByteBuffer.allocate(samples.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples.length; i++) {
      int band = layout == Layout.HWC ? i % BANDS : i / area;
      int at = layout == Layout.HWC ? i : (i % area) * BANDS + band;
      float value = values[band][samples[at] & 0xFF];
      if (dtype == Dtype.FLOAT32) {
        tensor.putFloat(value);
      } else {
        tensor.putShort(Float16.bits(value));
      }
    }
    return tensor.array();
  }
}
