package dev.emulsion.image;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is beyond the edges of an image.
 *
 * @param fill for {@link Mode#CONSTANT}: one sample for all channels, or one per channel, 0 to 255
 */
public record Border(Mode mode, List<Integer> fill) implements Serializable {

  /** The padding modes of NumPy and torchvision. */
  public enum Mode {
    /** The fill color. */
    CONSTANT,
    /** The nearest pixel. */
    EDGE,
    /** Mirrored about the center of the outermost pixel, which appears once. */
    REFLECT,
    /** Mirrored about the outer edge of the outermost pixel, which is repeated. */
    SYMMETRIC
  }

  /** Black, and transparent with alpha. */
  public static final Border BLACK = constant(List.of(0));

  /** {@link Mode#REFLECT}. */
  public static final Border REFLECT = new Border(Mode.REFLECT, List.of(0));

  public Border {
    fill = List.copyOf(fill);
    Require.that(
        !fill.isEmpty() && fill.size() <= 4 && fill.stream().allMatch(v -> v >= 0 && v <= 255),
        "fill must be 1 to 4 numbers from 0 to 255, was " + fill);
  }

  /** The same color on all sides. */
  public static Border constant(List<Integer> fill) {
    return new Border(Mode.CONSTANT, fill);
  }

  /** The index, 0 to n−1, of the pixel at position {@code i}, or −1 for the fill. */
  public int source(int i, int n) {
    return switch (mode) {
      case CONSTANT -> i >= 0 && i < n ? i : -1;
      case EDGE -> Math.min(Math.max(i, 0), n - 1);
      case REFLECT -> {
        int period = Math.max(1, 2 * (n - 1));
        int k = Math.floorMod(i, period);
        yield k < n ? k : period - k;
      }
      case SYMMETRIC -> {
        int k = Math.floorMod(i, 2 * n);
        yield k < n ? k : 2 * n - 1 - k;
      }
    };
  }

  /**
   * The fill as one pixel of {@code channels} samples. Three numbers fit any image: they become
   * luma in a gray image, and opaque with alpha.
   */
  byte[] pixel(int channels) {
    List<Integer> samples = new ArrayList<>(fill);
    if (fill.size() == 3 && channels < 3) {
      samples = new ArrayList<>(List.of(Luma.of(fill.get(0), fill.get(1), fill.get(2))));
    }
    if (fill.size() == 3 && channels % 2 == 0) {
      samples.add(255);
    }
    Require.that(
        samples.size() == 1 || samples.size() == channels,
        () -> "fill must be 1 number or " + channels + ", was " + fill);
    byte[] pixel = new byte[channels];
    for (int channel = 0; channel < channels; channel++) {
      pixel[channel] = (byte) (int) samples.get(samples.size() == 1 ? 0 : channel);
    }
    return pixel;
  }
}
