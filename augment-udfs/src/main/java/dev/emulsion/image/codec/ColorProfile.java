package dev.emulsion.image.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * An ICC profile, of which only one thing is asked: whether it means sRGB, so that ignoring it
 * changes nothing.
 *
 * @see <a href="https://www.color.org/specification/ICC.1-2022-05.pdf">ICC.1:2022, §7 to §10</a>
 */
final class ColorProfile {

  private static final int TAG_COUNT = 128;
  private static final int TAG_BYTES = 12;
  private static final int MAX_TAGS = 100;

  /** Enough of a compressed profile to hold the tags that are asked for. */
  private static final int MAX_INFLATED = 1 << 16;

  /** X, Y and Z of sRGB's primaries, adapted to D50. */
  private static final double[][] SRGB_PRIMARIES = {
    {0.4360, 0.2225, 0.0139}, {0.3851, 0.7169, 0.0971}, {0.1431, 0.0606, 0.7139}
  };

  private static final double PRIMARY_TOLERANCE = 0.01;

  /** What half of the maximum value means in linear light, in sRGB. */
  private static final double SRGB_HALF = 0.214;

  private static final double HALF_TOLERANCE = 0.02;

  private final ByteBuffer profile;

  private ColorProfile(ByteBuffer profile) {
    this.profile = profile;
  }

  /** Whether the profile at {@code [from, to)} says sRGB, or gray with its tone curve. */
  static boolean isSrgb(byte[] data, int from, int to) {
    try {
      return new ColorProfile(ByteBuffer.wrap(data, from, to - from).slice()).isSrgb();
    } catch (IndexOutOfBoundsException cut) {
      return false;
    }
  }

  /** As {@link #isSrgb}, of a profile that zlib compressed. */
  static boolean isCompressedSrgb(byte[] data, int from, int to) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data, from, to - from);
      byte[] profile = new byte[MAX_INFLATED];
      int length = 0;
      for (int n = 1; n > 0 && length < profile.length; length += n) {
        n = inflater.inflate(profile, length, profile.length - length);
      }
      return isSrgb(profile, 0, length);
    } catch (DataFormatException damaged) {
      return false;
    } finally {
      inflater.end();
    }
  }

  private boolean isSrgb() {
    return switch (name(16)) {
      case "RGB " -> hasSrgbPrimaries() && isSrgbCurve(tag("rTRC"));
      case "GRAY" -> isSrgbCurve(tag("kTRC"));
      default -> false;
    };
  }

  private boolean hasSrgbPrimaries() {
    String[] names = {"rXYZ", "gXYZ", "bXYZ"};
    for (int i = 0; i < names.length; i++) {
      int at = tag(names[i]);
      for (int axis = 0; axis < 3; axis++) {
        double value = fixed(at + 8 + 4 * axis);
        if (Math.abs(value - SRGB_PRIMARIES[i][axis]) > PRIMARY_TOLERANCE) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isSrgbCurve(int at) {
    return Math.abs(half(at) - SRGB_HALF) <= HALF_TOLERANCE;
  }

  /** The linear light of half of the maximum value. */
  private double half(int curve) {
    if (name(curve).equals("para")) {
      double gamma = fixed(curve + 12);
      if (profile.getShort(curve + 8) == 0) {
        return Math.pow(0.5, gamma);
      }
      double scale = fixed(curve + 16);
      double offset = fixed(curve + 20);
      return Math.pow(scale * 0.5 + offset, gamma);
    }
    int points = profile.getInt(curve + 8);
    if (points == 0) {
      return 0.5; // linear
    }
    if (points == 1) {
      return Math.pow(0.5, Short.toUnsignedInt(profile.getShort(curve + 12)) / 256.0);
    }
    return Short.toUnsignedInt(profile.getShort(curve + 12 + (points - 1) / 2 * 2)) / 65_535.0;
  }

  private double fixed(int at) {
    return profile.getInt(at) / 65_536.0;
  }

  /** The position of a tag's data. */
  private int tag(String name) {
    int tags = Math.min(profile.getInt(TAG_COUNT), MAX_TAGS);
    for (int i = 0; i < tags; i++) {
      int entry = TAG_COUNT + 4 + i * TAG_BYTES;
      if (name(entry).equals(name)) {
        return profile.getInt(entry + 4);
      }
    }
    throw new IndexOutOfBoundsException("no tag " + name);
  }

  private String name(int at) {
    byte[] name = new byte[4];
    profile.get(at, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
