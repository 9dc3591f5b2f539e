package dev.emulsion.image.filter;

import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;

/**
 * An image with pending changes of tone, so that several changes take few passes over it. Alpha is
 * kept.
 *
 * <p>Changes of single samples accumulate in a table, which the next pass applies while reading.
 * The result equals applying one operation after the other, each rounded to 8 bits.
 */
public final class ToneBuffer {

  private final Image image;
  private final LookupTable table;

  private ToneBuffer(Image image, LookupTable table) {
    this.image = image;
    this.table = table;
  }

  /** {@code image} without changes. */
  public static ToneBuffer of(Image image) {
    return new ToneBuffer(image, LookupTable.IDENTITY);
  }

  /** The image with all changes applied. */
  public Image image() {
    return table == LookupTable.IDENTITY ? image : table.map(image);
  }

  /** Pillow's {@code Brightness}: scales the distance from black, 1 for no change. */
  public ToneBuffer brightness(double factor) {
    return new ToneBuffer(image, table.then(new Blending(factor).with(0)));
  }

  /** Pillow's {@code Contrast}: scales the distance from the mean luma, 1 for no change. */
  public ToneBuffer contrast(double factor) {
    int mean = (int) ((double) lumas() / image.size().area() + 0.5);
    return new ToneBuffer(image, table.then(new Blending(factor).with(mean)));
  }

  /** Pillow's {@code Color}: scales the distance from the luma of the pixel, 1 for no change. */
  public ToneBuffer saturation(double factor) {
    if (image.colors() == 1) {
      return this;
    }
    Blending blending = new Blending(factor);
    BlendKernel kernel = BlendKernel.fastest();
    int channels = image.channels();
    int length = image.width() * channels;
    byte[] out = new byte[image.samples().length];
    int[] samples = new int[length];
    int[] lumas = new int[length];
    for (int y = 0; y < image.height(); y++) {
      row(image.samples(), y * length, channels, table, samples, lumas);
      blending.blend(lumas, samples, length, kernel, out, y * length);
    }
    return ToneBuffer.of(Image.of(image.height(), image.width(), channels, out));
  }

  /**
   * torchvision's {@code adjust_hue}: shifts the hue by {@code turns} of the color circle,
   * truncated to 1/255.
   *
   * @param turns in [-0.5, 0.5]; colors are converted to 8-bit HSV and back, so even 0 changes some
   */
  public ToneBuffer hue(double turns) {
    Require.that(
        turns >= -0.5 && turns <= 0.5, () -> "turns must be between -0.5 and 0.5, was " + turns);
    return image.colors() == 1 ? this : ToneBuffer.of(Hsv.turned(image(), (int) (turns * 255)));
  }

  private long lumas() {
    byte[] in = image.samples();
    int channels = image.channels();
    if (image.colors() == 1) {
      long sum = 0;
      for (int p = 0; p < in.length; p += channels) {
        sum += table.at(in[p] & 0xFF);
      }
      return sum;
    }
    return lumas(in, channels, weighed(Luma.RED), weighed(Luma.GREEN), weighed(Luma.BLUE));
  }

  private int[] weighed(int weight) {
    int[] products = new int[LookupTable.SIZE];
    for (int sample = 0; sample < LookupTable.SIZE; sample++) {
      products[sample] = weight * table.at(sample);
    }
    return products;
  }

  private static long lumas(byte[] in, int channels, int[] red, int[] green, int[] blue) {
    long sum = 0;
    for (int p = 0; p < in.length - 2; p += channels) {
      int luma = red[in[p] & 0xFF] + green[in[p + 1] & 0xFF] + blue[in[p + 2] & 0xFF];
      sum += luma + Luma.HALF >> Luma.BITS;
    }
    return sum;
  }

  /** The mapped samples of one row and their lumas; alpha is put into both. */
  private static void row(
      byte[] in, int from, int channels, LookupTable table, int[] samples, int[] lumas) {
    byte[] mapped = table.samples();
    for (int i = 0; i < samples.length - 2; i += channels) {
      int red = mapped[in[from + i] & 0xFF] & 0xFF;
      int green = mapped[in[from + i + 1] & 0xFF] & 0xFF;
      int blue = mapped[in[from + i + 2] & 0xFF] & 0xFF;
      int luma = Luma.of(red, green, blue);
      samples[i] = red;
      samples[i + 1] = green;
      samples[i + 2] = blue;
      lumas[i] = luma;
      lumas[i + 1] = luma;
      lumas[i + 2] = luma;
    }
    for (int i = 3; channels == 4 && i < samples.length; i += channels) {
      samples[i] = in[from + i] & 0xFF;
      lumas[i] = samples[i];
    }
  }
}
