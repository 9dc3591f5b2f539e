package dev.emulsion.attention;

import dev.emulsion.image.Image;
import java.util.List;

/** Computes the attention of images. An instance is used and closed by one thread. */
public interface AttentionProvider extends AutoCloseable {

  /** One result per image, in order. Each is a function of its image alone. */
  List<AttentionResult> compute(List<Image> images);

  @Override
  void close();
}
