package dev.emulsion.image.codec;

import dev.emulsion.image.Image;

/** The result of decoding: an image, or the reason for rejecting the bytes. */
public sealed interface Decoded {

  /** The decoded image. */
  record DecodedImage(Image image) implements Decoded {}

  /**
   * The bytes were rejected.
   *
   * @param message a sentence for the quarantine table, such as {@code JPEG ends after 20480 bytes}
   */
  record Rejected(Reason reason, String message) implements Decoded {}

  /** Why bytes are rejected. The names are part of the quarantine table. */
  enum Reason {
    /** No bytes at all. */
    EMPTY,
    /** More bytes, a longer side or more pixels than the limits allow. */
    TOO_LARGE,
    /** Not JPEG, PNG or WebP, or an unsupported variant of these (animation, 12-bit, ...). */
    UNSUPPORTED_FORMAT,
    /** The data end before the image does. */
    TRUNCATED,
    /** The data contradict themselves. */
    CORRUPT
  }
}
