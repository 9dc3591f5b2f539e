package dev.emulsion.image;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How often each sample occurs in one band.
 *
 * @param counts 256 numbers, in the order of the samples; nobody writes to them
 */
public record Histogram(int[] counts) {

  /** One for each colour band. */
  public static List<Histogram> of(Image image) {
    byte[] samples = image.samples();
    int bands = image.bands();
    int[][] counts = new int[bands][Table.SIZE];
    if (bands == 3) {
      count(samples, counts[0], counts[1], counts[2]);
    } else {
      for (int i = 0; i < samples.length; i++) {
        counts[i % bands][samples[i] & 0xFF]++;
      }
    }
    List<Histogram> histograms = new ArrayList<>();
    for (int band = 0; band < image.colours(); band++) {
      histograms.add(new Histogram(counts[band]));
    }
    return histograms;
  }

  private static void count(byte[] samples, int[] red, int[] green, int[] blue) {
    for (int i = 0; i < samples.length - 2; i += 3) {
      red[samples[i] & 0xFF]++;
      green[samples[i + 1] & 0xFF]++;
      blue[samples[i + 2] & 0xFF]++;
    }
  }

  /** The picture, each colour band mapped by the table that {@code rule} makes of its histogram. */
  public static Image map(Image image, Function<Histogram, Table> rule) {
    return Table.map(image, of(image).stream().map(rule).toList());
  }

  /** The least sample that occurs. */
  public int first() {
    int sample = 0;
    while (counts[sample] == 0) {
      sample++;
    }
    return sample;
  }

  /** The greatest sample that occurs. */
  public int last() {
    int sample = Table.SIZE - 1;
    while (counts[sample] == 0) {
      sample--;
    }
    return sample;
  }

  /** How many samples there are. */
  public int total() {
    int total = 0;
    for (int count : counts) {
      total += count;
    }
    return total;
  }
}
