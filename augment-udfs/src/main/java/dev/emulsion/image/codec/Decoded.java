package dev.emulsion.image.codec;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.Set;

/** The result of decoding: an image, or the reason for rejecting the bytes. */
public sealed interface Decoded {

  /**
   * The decoded image, or the part of it that was wanted.
   *
   * @param size of the whole image
   * @param part where {@code image} is in it
   * @param notes what its file contains that the image does not
   */
  record DecodedImage(Image image, Size size, Box part, Set<DecodeNote> notes) implements Decoded {

    /** A whole image that has all that its file contains. */
    public DecodedImage(Image image) {
      this(image, Set.of());
    }

    /** A whole image. */
    DecodedImage(Image image, Set<DecodeNote> notes) {
      this(image, image.size(), Box.whole(image.size()), notes);
    }
  }

  /**
   * The bytes were rejected.
   *
   * @param message a sentence for the quarantine table, such as {@code JPEG ends after 20480 bytes}
   * @param kind of the file if it is {@code UNSUPPORTED_FORMAT}, such as {@code AVIF} or {@code
   *     animated GIF}, by which runs count such files; else empty. There are few kinds
   */
  record Rejected(Reason reason, String message, String kind) implements Decoded {

    /** A rejection for another reason than the kind of file. */
    public Rejected(Reason reason, String message) {
      this(reason, message, "");
    }
  }

  /** Why bytes are rejected. The names are part of the quarantine table. */
  enum Reason {
    /** No bytes at all. */
    EMPTY,
    /** More bytes, a longer side or more pixels than the limits allow. */
    TOO_LARGE,
    /** A format that is not read, or an unsupported variant of one (animation, 12-bit, ...). */
    UNSUPPORTED_FORMAT,
    /** The data end before the image does. */
    TRUNCATED,
    /** The data contradict themselves. */
    CORRUPT
  }
}
