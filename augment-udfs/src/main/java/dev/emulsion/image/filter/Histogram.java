package dev.emulsion.image.filter;

import dev.emulsion.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The frequency of each sample in one channel.
 *
 * @param counts 256 numbers, by sample; read only
 */
public record Histogram(int[] counts) {

  /** The histograms of the color channels. */
  public static List<Histogram> of(Image image) {
    byte[] samples = image.samples();
    int channels = image.channels();
    // neighboring pixels count in different arrays, so equal samples do not wait for each other
    int[][] counts = new int[2 * channels][LookupTable.SIZE];
    if (channels == 3) {
      count(samples, counts);
    } else {
      for (int i = 0; i < samples.length; i++) {
        counts[i % channels][samples[i] & 0xFF]++;
      }
    }
    for (int channel = 0; channel < channels; channel++) {
      for (int sample = 0; sample < LookupTable.SIZE; sample++) {
        counts[channel][sample] += counts[channels + channel][sample];
      }
    }
    List<Histogram> histograms = new ArrayList<>();
    for (int channel = 0; channel < image.colors(); channel++) {
      histograms.add(new Histogram(counts[channel]));
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

  /** Maps each color channel by the table that {@code rule} computes from its histogram. */
  public static Image map(Image image, Function<Histogram, LookupTable> rule) {
    return LookupTable.map(image, of(image).stream().map(rule).toList());
  }

  /** The smallest sample that occurs. */
  public int first() {
    int sample = 0;
    while (counts[sample] == 0) {
      sample++;
    }
    return sample;
  }

  /** The largest sample that occurs. */
  public int last() {
    int sample = LookupTable.SIZE - 1;
    while (counts[sample] == 0) {
      sample--;
    }
    return sample;
  }

  /** The number of samples. */
  public int total() {
    int total = 0;
    for (int count : counts) {
      total += count;
    }
    return total;
  }
}
