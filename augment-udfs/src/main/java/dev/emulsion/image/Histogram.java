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
    // two neighbours count in turn in arrays of their own: equal samples need not wait for each
    // other
    int[][] counts = new int[2 * bands][Table.SIZE];
    if (bands == 3) {
      count(samples, counts);
    } else {
      for (int i = 0; i < samples.length; i++) {
        counts[i % bands][samples[i] & 0xFF]++;
      }
    }
    for (int band = 0; band < bands; band++) {
      for (int sample = 0; sample < Table.SIZE; sample++) {
        counts[band][sample] += counts[bands + band][sample];
      }
    }
    List<Histogram> histograms = new ArrayList<>();
    for (int band = 0; band < image.colours(); band++) {
      histograms.add(new Histogram(counts[band]));
    }
    return histograms;
  }

  private static void count(byte[] samples, int[][] counts) {
    int[] red = counts[0];
    int[] green = counts[1];
    int[] blue = counts[2];
    int[] red2 = counts[3];
    int[] green2 = counts[4];
    int[] blue2 = counts[5];
    int i = 0;
    for (; i < samples.length - 5; i += 6) {
      red[samples[i] & 0xFF]++;
      green[samples[i + 1] & 0xFF]++;
      blue[samples[i + 2] & 0xFF]++;
      red2[samples[i + 3] & 0xFF]++;
      green2[samples[i + 4] & 0xFF]++;
      blue2[samples[i + 5] & 0xFF]++;
    }
    for (; i < samples.length; i++) {
      counts[i % 3][samples[i] & 0xFF]++;
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
