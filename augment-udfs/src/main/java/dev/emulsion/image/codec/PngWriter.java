package dev.emulsion.image.codec;

import dev.emulsion.Require;
import dev.emulsion.image.Image;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG fast: without filters and at deflate's fastest level. For images with few colors or
 * with noise, where neighboring pixels predict little, files are no larger than those of slower
 * writers.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics, third edition, W3C</a>
 */
public final class PngWriter {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private static final byte GRAY = 0;
  private static final byte RGB = 2;

  private PngWriter() {}

  /** Encodes an image of 1 or 3 channels. */
  public static byte[] encode(Image image) {
    Require.that(
        image.channels() == 1 || image.channels() == 3,
        () -> "channels must be 1 or 3, was " + image.channels());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(image.width()).putInt(image.height());
    header.put((byte) 8).put(image.channels() == 1 ? GRAY : RGB); // the other fields can only be 0
    chunk("IHDR", header.array(), header.capacity(), file);
    byte[] rows = unfiltered(image);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(rows);
      deflater.finish();
      byte[] data = new byte[rows.length / 2 + 1024];
      while (!deflater.finished()) {
        chunk("IDAT", data, deflater.deflate(data), file);
      }
    } finally {
      deflater.end();
    }
    chunk("IEND", new byte[0], 0, file);
    return file.toByteArray();
  }

  /** The rows, each after a zero, which means no filter. */
  private static byte[] unfiltered(Image image) {
    int length = image.width() * image.channels();
    byte[] rows = new byte[image.height() * (length + 1)];
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(image.samples(), y * length, rows, y * (length + 1) + 1, length);
    }
    return rows;
  }

  private static void chunk(String type, byte[] data, int length, ByteArrayOutputStream file) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data, 0, length);
    file.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    file.writeBytes(name);
    file.write(data, 0, length);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
  }
}
