package dev.emulsion.jobs.pipeline;

import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Image;
import java.util.Optional;

/** An image that is looked at once, however many labels depend on what is seen. */
public final class PendingAttention {

  private Optional<Image> image;
  private Optional<AttentionResult> attentionResult;
  private boolean awaited;

  private PendingAttention(Optional<Image> image, Optional<AttentionResult> attentionResult) {
    this.image = image;
    this.attentionResult = attentionResult;
  }

  /** An image to be looked at. */
  public static PendingAttention of(Image image) {
    return new PendingAttention(Optional.of(image), Optional.empty());
  }

  /** What is known without looking; empty if nothing ever will be. */
  static PendingAttention known(Optional<AttentionResult> attentionResult) {
    return new PendingAttention(Optional.empty(), attentionResult);
  }

  /** Whether somebody has yet to look. */
  public boolean isOpen() {
    return image.isPresent();
  }

  /** Whether this is the first to ask for a look. */
  boolean await() {
    boolean first = isOpen() && !awaited;
    awaited = true;
    return first;
  }

  /** What to look at, while it is open. */
  public Image image() {
    return image.orElseThrow();
  }

  /** Ends the wait. The image is let go. */
  public void see(AttentionResult seen) {
    attentionResult = Optional.of(seen);
    image = Optional.empty();
  }

  /** What was seen; empty where nothing could be. */
  public Optional<AttentionResult> attentionResult() {
    return attentionResult;
  }
}
