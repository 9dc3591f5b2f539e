package dev.emulsion.image.filter;

import dev.emulsion.image.Image;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Maps each of the 256 samples: an operation on single samples. */
public final class LookupTable {

  static final int SIZE = 256;

  /** Maps every sample to itself. */
  static final LookupTable IDENTITY = of(sample -> sample);

  private final byte[] samples = new byte[SIZE];

  private LookupTable() {}

  /** The table of a rule with results from 0 to 255. */
  public static LookupTable of(IntUnaryOperator rule) {
    LookupTable table = new LookupTable();
    for (int sample = 0; sample < SIZE; sample++) {
      table.samples[sample] = (byte) rule.applyAsInt(sample);
    }
    return table;
  }

  /** The 256 results; read only. */
  byte[] samples() {
    return samples;
  }

  /** The result for {@code sample}. */
  int at(int sample) {
    return samples[sample] & 0xFF;
  }

  /** This table followed by {@code next}. */
  LookupTable then(LookupTable next) {
    return this == IDENTITY ? next : of(sample -> next.at(at(sample)));
  }

  /** Maps every color sample of the image; alpha is kept. */
  public Image map(Image image) {
    return image.shape().hasAlpha()
        ? map(image, Collections.nCopies(image.colors(), this))
        : mapAll(image);
  }

  private Image mapAll(Image image) {
    byte[] in = image.samples();
    byte[] out = new byte[in.length];
    map(in, 0, 1, samples, out);
    return Image.of(image.height(), image.width(), image.channels(), out);
  }

  /** Maps each color channel of the image by its table; alpha is kept. */
  public static Image map(Image image, List<LookupTable> tables) {
    byte[] in = image.samples();
    int channels = image.channels();
    byte[] out = new byte[in.length];
    if (channels == 3) {
      map(in, tables.get(0).samples, tables.get(1).samples, tables.get(2).samples, out);
    } else {
      for (int channel = 0; channel < channels; channel++) {
        LookupTable table = channel < tables.size() ? tables.get(channel) : IDENTITY;
        map(in, channel, channels, table.samples, out);
      }
    }
    return Image.of(image.height(), image.width(), channels, out);
  }

  private static void map(byte[] in, int first, int step, byte[] table, byte[] out) {
    for (int i = first; i < in.length; i += step) {
      out[i] = table[in[i] & 0xFF];
    }
  }

  private static void map(byte[] in, byte[] red, byte[] green, byte[] blue, byte[] out) {
    for (int i = 0; i < in.length - 2; i += 3) {
      out[i] = red[in[i] & 0xFF];
      out[i + 1] = green[in[i + 1] & 0xFF];
      out[i + 2] = blue[in[i + 2] & 0xFF];
    }
  }
}
