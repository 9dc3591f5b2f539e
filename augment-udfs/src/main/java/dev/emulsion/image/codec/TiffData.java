package dev.emulsion.image.codec;

import dev.emulsion.image.codec.TiffHeader.Compression;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Expands the compressed strips and tiles of a TIFF. */
final class TiffData {

  private TiffData() {}

  /** Fills {@code values} from {@code data[from, to)}, which may have more. */
  static void expand(Compression compression, byte[] data, int from, int to, byte[] values)
      throws DecodeException {
    int count =
        switch (compression) {
          case NONE -> copy(data, from, values);
          case LZW -> unpackLzw(data, from, to, values);
          case DEFLATE -> inflate(data, from, to, values);
          case PACK_BITS -> unpackBits(data, from, to, values);
        };
    if (count < values.length) {
      throw DecodeException.truncated("TIFF data end before the image does");
    }
  }

  private static int copy(byte[] data, int from, byte[] values) {
    System.arraycopy(data, from, values, 0, values.length);
    return values.length;
  }

  private static int unpackLzw(byte[] data, int from, int to, byte[] values)
      throws DecodeException {
    // written before TIFF 6.0, with the bits of a code in reverse
    if (to - from >= 2 && data[from] == 0 && (data[from + 1] & 1) == 1) {
      throw DecodeException.unsupported(
          "TIFF (rare compression)",
          "TIFF is compressed with the LZW of TIFF 5; such a TIFF is not read");
    }
    return new Lzw(Lzw.Variant.TIFF, Byte.SIZE).decode(data, from, to, values);
  }

  private static int inflate(byte[] data, int from, int to, byte[] values) throws DecodeException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data, from, to - from);
      int length = 0;
      for (int n = 1; n > 0 && length < values.length; length += n) {
        n = inflater.inflate(values, length, values.length - length);
      }
      return length;
    } catch (DataFormatException e) {
      throw DecodeException.corrupt("TIFF data do not inflate: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  /**
   * A count below 128 and so many bytes and one more, or a negative count and one byte to repeat.
   */
  private static int unpackBits(byte[] data, int from, int to, byte[] values) {
    int in = from;
    int out = 0;
    while (out < values.length && in < to - 1) {
      int count = data[in++];
      if (count >= 0) {
        int length = Math.min(Math.min(count + 1, values.length - out), to - in);
        System.arraycopy(data, in, values, out, length);
        in += length;
        out += length;
      } else if (count != Byte.MIN_VALUE) {
        int length = Math.min(1 - count, values.length - out);
        Arrays.fill(values, out, out + length, data[in++]);
        out += length;
      }
    }
    return out;
  }
}
