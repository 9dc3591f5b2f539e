package dev.emulsion.image.codec;

import dev.emulsion.image.Image;

/** What became of encoded bytes: an image, or the reason why there is none. */
public sealed interface Decoded {

  /** The bytes hold this image. */
  record DecodedImage(Image image) implements Decoded {}

  /**
   * The bytes are refused.
   *
   * @param message a sentence for the quarantine table, such as {@code JPEG ends after 20480 bytes}
   */
  record Rejected(Reason reason, String message) implements Decoded {}

  /** Why bytes are refused. The names are part of the quarantine table. */
  enum Reason {
    /** No bytes at all. */
    EMPTY,
    /** More bytes, a longer side or more pixels than the limits allow. */
    TOO_LARGE,
    /** Not JPEG, PNG or WebP, or a variant of them that is not read (animation, 12-bit, ...). */
    UNSUPPORTED_FORMAT,
    /** The data end before the image does. */
    TRUNCATED,
    /** The data contradict themselves. */
    CORRUPT
  }
}
