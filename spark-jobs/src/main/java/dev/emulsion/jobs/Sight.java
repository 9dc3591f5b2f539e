package dev.emulsion.jobs;

import dev.emulsion.attention.Insight;
import dev.emulsion.image.Image;
import java.util.Optional;

/** A picture that is looked at once, however many labels depend on what is seen. */
final class Sight {

  private Optional<Image> picture;
  private Optional<Insight> insight;
  private boolean awaited;

  private Sight(Optional<Image> picture, Optional<Insight> insight) {
    this.picture = picture;
    this.insight = insight;
  }

  /** A picture to be looked at. */
  static Sight of(Image picture) {
    return new Sight(Optional.of(picture), Optional.empty());
  }

  /** What is known without looking; empty if nothing ever will be. */
  static Sight known(Optional<Insight> insight) {
    return new Sight(Optional.empty(), insight);
  }

  /** Whether somebody has yet to look. */
  boolean isOpen() {
    return picture.isPresent();
  }

  /** Whether this is the first to ask for a look. */
  boolean await() {
    boolean first = isOpen() && !awaited;
    awaited = true;
    return first;
  }

  /** What to look at, while it is open. */
  Image picture() {
    return picture.orElseThrow();
  }

  /** Ends the wait. The picture is let go. */
  void see(Insight seen) {
    insight = Optional.of(seen);
    picture = Optional.empty();
  }

  /** What was seen; empty where nothing could be. */
  Optional<Insight> insight() {
    return insight;
  }
}
