package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.concurrent.Semaphore;

/**
 * How many megapixels this process decodes at once, over all its tasks. Decoders take memory
 * outside the heap in proportion; the permit keeps that inside what the container was given.
 *
 * <p>The system property {@value #PROPERTY} sets the number. A larger image waits until it is
 * alone.
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
    // Fair, or small images would pass a large one by for ever.
    this.free = new Semaphore(megapixels, true);
  }

  /** Decodes an image of {@code size} once there is room for it. */
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

  /** Megapixels of this process. */
  static int allowed() {
    return PROCESS.megapixels;
  }

  int freeMegapixels() {
    return free.availablePermits();
  }

  /** What needs the memory. */
  interface Decoding {

    Image decode() throws DecodeException;
  }
}
