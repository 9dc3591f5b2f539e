package dev.emulsion.attention;

import dev.emulsion.image.Image;
import java.util.List;

/** Says of images what matters in them. One serves one thread, which closes it at the end. */
public interface AttentionProvider extends AutoCloseable {

  /** One insight per image, in their order. Each is a function of its image alone. */
  List<AttentionResult> compute(List<Image> images);

  @Override
  void close();
}
