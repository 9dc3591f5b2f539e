package dev.emulsion.pipeline;

import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Image;
import java.util.Optional;

/**
 * The attention of one image, computed at most once and shared by all rows that depend on it. Open
 * until {@link #complete} is called; equality is identity.
 */
public final class PendingAttention {

  private Optional<Image> image;
  private Optional<AttentionResult> result;

  private PendingAttention(Optional<Image> image, Optional<AttentionResult> result) {
    this.image = image;
    this.result = result;
  }

  /** The attention of {@code image}, still to be computed. */
  public static PendingAttention of(Image image) {
    return new PendingAttention(Optional.of(image), Optional.empty());
  }

  /** Attention that needs no computing; an empty result stays empty. */
  static PendingAttention known(Optional<AttentionResult> result) {
    return new PendingAttention(Optional.empty(), result);
  }

  /** Whether it is still to be computed. */
  public boolean isOpen() {
    return image.isPresent();
  }

  /** The image whose attention is wanted; only while this is open. */
  public Image image() {
    return image.orElseThrow();
  }

  /** Stores the result and releases the image. */
  public void complete(AttentionResult computed) {
    result = Optional.of(computed);
    image = Optional.empty();
  }

  /** The result; empty while this is open, and where none is known. */
  public Optional<AttentionResult> result() {
    return result;
  }
}
