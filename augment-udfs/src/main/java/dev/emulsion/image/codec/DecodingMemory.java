package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.concurrent.Semaphore;

/**
 * Bounds the megapixels that all tasks of this process decode at once, and so the off-heap memory
 * of decoders, which is proportional.
 *
 * <p>The system property {@value #PROPERTY} sets the number. A larger image waits until it can be
 * decoded alone.
 */
final class DecodingMemory {

  static final String PROPERTY = "emulsion.decode.megapixels";

  static final int DEFAULT_MEGAPIXELS = 256;

  private static final int PIXELS = 1_000_000;

  private static final DecodingMemory PROCESS =
      new DecodingMemory(Math.max(1, Integer.getInteger(PROPERTY, DEFAULT_MEGAPIXELS)));

  private final int megapixels;
  private final Semaphore free;

  DecodingMemory(int megapixels) {
    this.megapixels = megapixels;
    // fair, or a large image could wait forever for small ones
    this.free = new Semaphore(megapixels, true);
  }

  /** Decodes an image of {@code size} as soon as enough megapixels are free. */
  static Image whenFree(Size size, Decoding decoding) throws DecodeException {
    return PROCESS.decode(size, decoding);
  }

  Image decode(Size size, Decoding decoding) throws DecodeException {
    int share = (int) Math.min(megapixels, (size.area() + PIXELS - 1) / PIXELS);
    free.acquireUninterruptibly(share);
    try {
      return decoding.decode();
    } finally {
      free.release(share);
    }
  }

  /** The megapixels of this process. */
  static int allowed() {
    return PROCESS.megapixels;
  }

  int freeMegapixels() {
    return free.availablePermits();
  }

  /** A decoding step that needs the memory. */
  interface Decoding {

    Image decode() throws DecodeException;
  }
}
