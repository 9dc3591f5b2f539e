package dev.emulsion.image.codec;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One frame of a WebP animation.
 *
 * @param box the part of the image that it covers
 * @param from position of its chunks: ALPH and VP8, or VP8L
 * @param to their end
 * @see <a href="https://developers.google.com/speed/webp/docs/riff_container">WebP Container
 *     Specification, Animation</a>
 */
record WebpFrame(Box box, int from, int to) {

  private static final int FRAME_HEADER = 16;
  private static final int ALPHA = 0x10;
  private static final int EXTENDED_BYTES = 18;

  /** From the data of an ANMF chunk at {@code [data, end)}. */
  static WebpFrame read(ByteReader bytes, int data, int end) throws DecodeException {
    if (end - data < FRAME_HEADER) {
      throw DecodeException.corrupt("WebP has a frame of " + (end - data) + " bytes");
    }
    int left = 2 * bytes.u24LittleEndian(data);
    int top = 2 * bytes.u24LittleEndian(data + 3);
    int width = bytes.u24LittleEndian(data + 6) + 1;
    int height = bytes.u24LittleEndian(data + 9) + 1;
    return new WebpFrame(new Box(top, left, height, width), data + FRAME_HEADER, end);
  }

  /** A file with this frame alone, for a decoder of still images. */
  byte[] still(byte[] animation) {
    boolean alpha = new ByteReader(animation, "WebP").has(from, "ALPH");
    int extended = alpha ? EXTENDED_BYTES : 0;
    int length = 12 + extended + to - from;
    ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(length - 8).put(ascii("WEBP"));
    if (alpha) {
      file.put(ascii("VP8X")).putInt(EXTENDED_BYTES - 8).putInt(ALPHA);
      put24(file, box.width() - 1);
      put24(file, box.height() - 1);
    }
    return file.put(animation, from, to - from).array();
  }

  /** The image of {@code size} when only this frame was shown; the rest of it is black. */
  Image on(Size size, Image frame) throws DecodeException {
    if (!frame.size().equals(box.size())
        || box.bottom() > size.height()
        || box.right() > size.width()) {
      throw DecodeException.corrupt("WebP has a frame that does not fit its size " + size);
    }
    byte[] samples = new byte[(int) size.area() * 3];
    int rowBytes = box.width() * 3;
    for (int row = 0; row < box.height(); row++) {
      int to = ((box.top() + row) * size.width() + box.left()) * 3;
      System.arraycopy(frame.samples(), row * rowBytes, samples, to, rowBytes);
    }
    return Image.of(size.height(), size.width(), 3, samples);
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static void put24(ByteBuffer file, int value) {
    file.putShort((short) value).put((byte) (value >> 16));
  }
}
