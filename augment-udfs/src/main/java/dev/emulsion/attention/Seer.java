package dev.emulsion.attention;

import dev.emulsion.image.Image;
import java.util.List;

/** Says of pictures what matters in them. One serves one thread, which closes it at the end. */
public interface Seer extends AutoCloseable {

  /** One insight per picture, in their order. Each is a function of its picture alone. */
  List<Insight> of(List<Image> images);

  @Override
  void close();
}
